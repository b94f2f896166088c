// Package png draws a recorded picture as a raster image, for messages and for the
// thumbnails of a batch.
//
// It draws the same steps as a PDF page does, with the outlines of the same fonts, so
// a chart looks alike on both. The same picture gives the same bytes.
package png

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"

	"quarterdeck/reports/charts"
)

// mostPixels bounds an image, so that a wrong size is an error and not an empty machine.
const mostPixels = 1 << 26

// Write draws a picture with so many pixels to a point and writes it as PNG.
func Write(w io.Writer, fonts *Fonts, p charts.Picture, scale float64) error {
	img, err := Draw(fonts, p, scale)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := encoder.Encode(w, img); err != nil {
		return fmt.Errorf("encode image: %w", err)
	}
	return nil
}

// Draw draws a picture with so many pixels to a point.
func Draw(fonts *Fonts, p charts.Picture, scale float64) (*image.RGBA, error) {
	b := brush{fonts: fonts}
	if err := b.draw(p, scale); err != nil {
		return nil, err
	}
	return b.img, nil
}

// draw draws a picture on an image of its size.
func (b *brush) draw(p charts.Picture, scale float64) error {
	width, height := math.Ceil(p.Width*scale-1e-6), math.Ceil(p.Height*scale-1e-6)
	if !(width >= 1 && height >= 1 && width*height <= mostPixels) {
		return fmt.Errorf("draw image: %v by %v points at %v pixels a point is no size", p.Width, p.Height, scale)
	}
	b.scale = scale
	b.canvas(image.Rect(0, 0, int(width), int(height)), p.Paper)
	for i := range p.Ops {
		switch op := &p.Ops[i]; {
		case op.Path == nil:
			b.text(op)
		case op.Image != nil:
			if err := b.image(op); err != nil {
				return err
			}
		default:
			b.path(op)
		}
	}
	return nil
}

func solid(c charts.Color) color.RGBA {
	r, g, b := c.Parts()
	return color.RGBA{r, g, b, 255}
}
