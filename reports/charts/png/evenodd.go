package png

import (
	"image"
	"image/draw"

	"quarterdeck/reports/charts"
)

// evenOdd colours what lies inside an odd number of figures: a figure inside a figure
// is a hole, whichever way round it is drawn. The rasterizer knows windings only, so
// each figure is drawn for itself and put together by exclusive or.
func (b *brush) evenOdd(figures outline, c charts.Color) {
	box := figures.pixels().Intersect(b.img.Bounds())
	if box.Empty() {
		return
	}
	whole, one := image.NewAlpha(box), image.NewAlpha(box)
	for _, figure := range figures {
		clear(one.Pix)
		b.begin(box)
		b.figure(figure, -float64(box.Min.X), -float64(box.Min.Y))
		b.raster.Draw(one, box, image.Opaque, image.Point{})
		for i, a := range one.Pix {
			x, y := int(whole.Pix[i]), int(a)
			whole.Pix[i] = uint8(x + y - (2*x*y+127)/255)
		}
	}
	b.ink.C = solid(c)
	draw.DrawMask(b.img, box, &b.ink, image.Point{}, whole, box.Min, draw.Over)
}
