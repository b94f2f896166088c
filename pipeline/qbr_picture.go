package pipeline

import (
	"bytes"
	"fmt"
	"image/png"
	"runtime/debug"
	"strings"
	"sync"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports/charts"
	chart "quarterdeck/reports/charts/png"
)

// picturesDir holds the pictures of the first pages.
const picturesDir = "pictures"

// pictureScale is how many pixels of a picture there are to a point of the page: an
// A4 page is 304 pixels wide.
const pictureScale = 0.36

// picture draws the first page beside the review, for the page that shows the batch.
// One that cannot be drawn is missing there, and nothing else.
func (b *reviewBatch) picture(made batch.Edition, first charts.Picture) ([]batch.File, error) {
	if first.Width == 0 {
		return made.Beside, nil
	}
	data, err := b.paint(first)
	if err != nil {
		b.log.Warn("no picture of a review", "file", made.File, "error", err)
		return made.Beside, nil
	}
	file, err := b.put(batch.KindPicture, picturesDir+"/"+strings.TrimSuffix(made.File, ".pdf")+".png", data)
	return append(made.Beside, file), err
}

func (b *reviewBatch) paint(first charts.Picture) (data []byte, err error) {
	defer b.hands.on(&b.hands.picture)()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("drawing it panicked: %v\n%s", r, debug.Stack())
		}
	}()
	img, err := chart.Draw(b.fonts, first, pictureScale)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &b.buffers}
	if err := encoder.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}

// encoders lets the pictures of a batch share what encoding one needs.
type encoders struct{ pool sync.Pool }

// Get implements png.EncoderBufferPool.
func (e *encoders) Get() *png.EncoderBuffer {
	one, _ := e.pool.Get().(*png.EncoderBuffer)
	return one
}

// Put implements png.EncoderBufferPool.
func (e *encoders) Put(one *png.EncoderBuffer) { e.pool.Put(one) }
