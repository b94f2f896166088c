package pipeline

import (
	"fmt"
	"runtime/debug"
	"strings"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports/charts"
	"quarterdeck/reports/charts/png"
	"quarterdeck/reports/pdf"
	"quarterdeck/templates"
)

// picturesDir holds the pictures of the first pages.
const picturesDir = "pictures"

// pictureScale is how many pixels of a picture there are to a point of the page: an
// A4 page is 304 pixels wide.
const pictureScale = 0.36

// pictureFonts are those of the documents, which a brand may have its own of.
func (p *Pipeline) pictureFonts() (*png.Fonts, error) {
	if p.cfg.Reviews.Templates == "" {
		return png.LoadFonts(templates.Files)
	}
	files, err := pdf.PictureFonts(p.brand())
	if err != nil {
		return nil, err
	}
	return png.ParseFonts(files[charts.Regular], files[charts.SemiBold])
}

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
	return b.painter.Paint(first, pictureScale)
}
