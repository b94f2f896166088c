package png

import (
	"fmt"
	"image"
	"image/draw"
	"sync"

	"quarterdeck/reports/charts"
)

// Painter draws many pictures and packs each as PNG, for which Write would be slow.
// It may be used by several goroutines; the same picture gives the same bytes.
type Painter struct {
	fonts  *Fonts
	easels sync.Pool
}

// NewPainter makes a painter with the fonts.
func NewPainter(fonts *Fonts) *Painter { return &Painter{fonts: fonts} }

// easel is what a picture needs while it is made. What was painted before shows in
// nothing that is painted on it.
type easel struct {
	brush  brush
	packer packer
}

// Paint draws a picture with so many pixels to a point. Where it has no paper of its
// own it is on white.
func (p *Painter) Paint(picture charts.Picture, scale float64) ([]byte, error) {
	e, ok := p.easels.Get().(*easel)
	if !ok {
		e = &easel{brush: brush{fonts: p.fonts}}
	}
	defer p.easels.Put(e)
	if picture.Paper == 0 {
		picture.Paper = charts.RGB(255, 255, 255)
	}
	if err := e.brush.draw(picture, scale); err != nil {
		return nil, err
	}
	out, err := e.packer.pack(e.brush.img)
	if err != nil {
		return nil, fmt.Errorf("pack image: %w", err)
	}
	return out, nil
}

// canvas makes the brush's image one of the size, all of the paper's colour.
func (b *brush) canvas(size image.Rectangle, paper charts.Color) {
	if b.img == nil || b.img.Rect != size {
		b.img = image.NewRGBA(size)
	} else if paper == 0 {
		clear(b.img.Pix)
	}
	if paper != 0 {
		draw.Draw(b.img, size, image.NewUniform(solid(paper)), image.Point{}, draw.Src)
	}
}
