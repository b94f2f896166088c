package png

import (
	"image"
	"math"

	"golang.org/x/image/vector"

	"quarterdeck/reports/charts"
)

// brush fills outlines on an image. Outlines are lists of closed figures in pixels.
type brush struct {
	img    *image.RGBA
	fonts  *Fonts
	scale  float64
	raster vector.Rasterizer
	ink    image.Uniform
	signs  map[sizedKey]*sized // those drawn so far
	line   []placed
}

// outline is a list of closed figures of straight lines, in pixels.
type outline [][]charts.Point

// pixels is the part of an image an outline covers.
func (o outline) pixels() image.Rectangle {
	around := nowhere()
	for _, figure := range o {
		for _, p := range figure {
			around.point(p)
		}
	}
	return around.pixels()
}

// path fills and then strokes a step.
func (b *brush) path(op *charts.Op) {
	lines := flatten(op.Path, b.scale)
	if op.Paint.Fill != 0 {
		figures := make(outline, len(lines))
		for i, line := range lines {
			figures[i] = line.points
		}
		if op.Paint.EvenOdd && len(figures) > 1 {
			b.evenOdd(figures, op.Paint.Fill)
		} else {
			b.fill(figures, op.Paint.Fill)
		}
	}
	if op.Paint.Stroke != 0 && op.Paint.Width > 0 {
		pen := pen{half: op.Paint.Width * b.scale / 2}
		for _, line := range lines {
			for _, part := range line.dashed(op.Paint.Dash * b.scale) {
				pen.stroke(part)
			}
		}
		b.fill(pen.out, op.Paint.Stroke)
	}
}

// fill colours the inside of an outline. Only the part of the image the outline
// covers is touched.
func (b *brush) fill(figures outline, c charts.Color) {
	box := figures.pixels().Intersect(b.img.Bounds())
	if box.Empty() {
		return
	}
	b.begin(box)
	for _, figure := range figures {
		b.figure(figure, -float64(box.Min.X), -float64(box.Min.Y))
	}
	b.end(box, c)
}

// begin begins an outline that lies in a box of the image.
func (b *brush) begin(box image.Rectangle) { b.raster.Reset(exactly(box.Dx(), box.Dy())) }

// figure adds a closed figure, moved.
func (b *brush) figure(points []charts.Point, x, y float64) {
	for i, p := range points {
		x, y := float32(snap(p.X+x)), float32(snap(p.Y+y))
		if i == 0 {
			b.raster.MoveTo(x, y)
			continue
		}
		b.raster.LineTo(x, y)
	}
	b.raster.ClosePath()
}

// end colours the inside of all figures since begin.
func (b *brush) end(box image.Rectangle, c charts.Color) {
	b.ink.C = solid(c)
	b.raster.Draw(b.img, box, &b.ink, image.Point{})
}

// snap rounds to a thousandth of a pixel: numbers too near to zero upset the rasterizer.
func snap(v float64) float64 { return math.Floor(v*1024+0.5) / 1024 }

// exactly is a size of the rasterizer in which long edges do not drift: up to 512
// pixels it counts in fixed point, which adds up an error with every row.
func exactly(w, h int) (int, int) {
	const floating, rows = 513, 32
	switch {
	case h <= rows || w >= floating || h >= floating:
		return w, h
	case w < h:
		return w, floating
	}
	return floating, h
}
