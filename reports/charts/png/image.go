package png

import (
	"bytes"
	"fmt"
	"image"
	stdpng "image/png"
	"math"

	"golang.org/x/image/draw"

	"quarterdeck/reports/charts"
)

// image draws a picture made of pixels into the box of its step.
func (b *brush) image(op *charts.Op) error {
	img, err := stdpng.Decode(bytes.NewReader(op.Image.PNG))
	if err != nil {
		return fmt.Errorf("decode picture: %w", err)
	}
	box := op.Bounds()
	at := func(v float64) int { return int(math.Round(v * b.scale)) }
	into := image.Rect(at(box.X), at(box.Y), at(box.Right()), at(box.Bottom()))
	draw.CatmullRom.Scale(b.img, into, img, img.Bounds(), draw.Over, nil)
	return nil
}
