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
}

// outline is a list of closed figures of straight lines, in pixels.
type outline [][]charts.Point

// path fills and then strokes a step.
func (b *brush) path(op *charts.Op) {
	lines := flatten(op.Path, b.scale)
	if op.Paint.Fill != 0 {
		figures := make(outline, len(lines))
		for i, line := range lines {
			figures[i] = line.points
		}
		b.fill(figures, op.Paint.Fill)
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
	box := bounds(figures).Intersect(b.img.Bounds())
	if box.Empty() {
		return
	}
	b.raster.Reset(exactly(box.Dx(), box.Dy()))
	at := func(p charts.Point) (x, y float32) {
		return float32(snap(p.X - float64(box.Min.X))), float32(snap(p.Y - float64(box.Min.Y)))
	}
	for _, figure := range figures {
		for i, p := range figure {
			x, y := at(p)
			if i == 0 {
				b.raster.MoveTo(x, y)
				continue
			}
			b.raster.LineTo(x, y)
		}
		b.raster.ClosePath()
	}
	b.raster.Draw(b.img, box, image.NewUniform(solid(c)), image.Point{})
}

// snap rounds to a thousandth of a pixel: numbers too near to zero upset the rasterizer.
func snap(v float64) float64 { return math.Round(v*1024) / 1024 }

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

// bounds is the smallest box of whole pixels around an outline.
func bounds(figures outline) image.Rectangle {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, figure := range figures {
		for _, p := range figure {
			x0, y0, x1, y1 = math.Min(x0, p.X), math.Min(y0, p.Y), math.Max(x1, p.X), math.Max(y1, p.Y)
		}
	}
	const far = 1 << 20 // beyond any image, and within an int
	if !(x0 <= x1 && y0 <= y1) || x1 < -far || y1 < -far || x0 > far || y0 > far {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(max(x0, -far))), int(math.Floor(max(y0, -far))), int(math.Ceil(min(x1, far))), int(math.Ceil(min(y1, far))))
}
