package png

import (
	"image"
	"math"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/script"
)

// mostSized bounds the outlines a brush keeps.
const mostSized = 1 << 14

// sizedKey is a sign in a size, in pixels.
type sizedKey struct {
	glyphKey
	size float64
}

// sized is a sign as straight lines around its place on the baseline.
type sized struct {
	figures outline
	box     reach
	advance float64
}

// placed is a sign of a line of text and where it stands.
type placed struct {
	sign *sized
	x    float64
}

// text draws a line of text from its left end. A recording keeps it in the order in
// which it is read.
func (b *brush) text(op *charts.Op) {
	weight := op.Style.Weight
	has := func(r rune) bool { return b.fonts.glyph(glyphKey{r, weight}).found }
	text := script.Visual(script.Shape(op.Text, has))
	size := op.Style.Size * b.scale
	x, y := op.X*b.scale, op.Y*b.scale
	b.line = b.line[:0]
	around := nowhere()
	for _, r := range text {
		sign := b.sized(sizedKey{glyphKey{r, weight}, size})
		b.line = append(b.line, placed{sign, x})
		around.add(sign.box, x, y)
		x += sign.advance + op.Style.Track/1000*size
	}
	box := around.pixels().Intersect(b.img.Bounds())
	if box.Empty() {
		return
	}
	b.begin(box)
	for _, p := range b.line {
		for _, figure := range p.sign.figures {
			b.figure(figure, p.x-float64(box.Min.X), y-float64(box.Min.Y))
		}
	}
	b.end(box, op.Style.Color)
}

// sized is the sign of a key; one that no font has takes no room.
func (b *brush) sized(key sizedKey) *sized {
	if known, ok := b.signs[key]; ok {
		return known
	}
	if b.signs == nil || len(b.signs) >= mostSized {
		b.signs = map[sizedKey]*sized{}
	}
	g := b.fonts.glyph(key.glyphKey)
	made := &sized{advance: g.advance * key.size, box: nowhere()}
	for _, l := range flatten(g.path, key.size) {
		made.figures = append(made.figures, l.points)
		for _, p := range l.points {
			made.box.point(p)
		}
	}
	b.signs[key] = made
	return made
}

// reach is the smallest box around points.
type reach struct{ x0, y0, x1, y1 float64 }

func nowhere() reach { return reach{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)} }

func (e *reach) point(p charts.Point) {
	e.x0, e.y0, e.x1, e.y1 = math.Min(e.x0, p.X), math.Min(e.y0, p.Y), math.Max(e.x1, p.X), math.Max(e.y1, p.Y)
}

// add takes in another one that stands elsewhere.
func (e *reach) add(o reach, x, y float64) {
	e.x0, e.y0, e.x1, e.y1 = min(e.x0, o.x0+x), min(e.y0, o.y0+y), max(e.x1, o.x1+x), max(e.y1, o.y1+y)
}

// pixels is the smallest box of whole pixels around it.
func (e *reach) pixels() image.Rectangle {
	const far = 1 << 20 // beyond any image, and within an int
	if !(e.x0 <= e.x1 && e.y0 <= e.y1) || e.x1 < -far || e.y1 < -far || e.x0 > far || e.y0 > far {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(max(e.x0, -far))), int(math.Floor(max(e.y0, -far))), int(math.Ceil(min(e.x1, far))), int(math.Ceil(min(e.y1, far))))
}
