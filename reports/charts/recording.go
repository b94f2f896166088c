package charts

import (
	"fmt"
	"io"

	"quarterdeck/reports/marks"
)

// Typeface measures text. It is the part of a font a layout needs.
type Typeface interface {
	// Clean returns the text as it can be printed: composed, on one line, and
	// with a visible mark in place of every rune the font lacks, which are
	// returned too.
	Clean(s string, w Weight) (clean string, missing []rune)
	// Advance is the width of a clean text in thousandths of its size.
	Advance(s string, w Weight) float64
}

// Op is one recorded step: a text when Path is nil. A text's X is its left end
// whatever its alignment was, and W its measured width.
type Op struct {
	Path  Path
	Paint Paint
	X, Y  float64
	W     float64
	Text  string
	Style TextStyle
	// Parts are the text by the entries of the document's trail; nil where no part
	// of it is marked.
	Parts []marks.Piece
	// Image is a picture in the box that Path is; such a step has no paint.
	Image *Image
}

// Image is a picture made of pixels, as a PNG of eight bits a channel.
type Image struct{ PNG []byte }

// Recording is a Canvas that keeps what is drawn, to be played to another
// Canvas, checked, or written as text. The zero value needs a Typeface.
type Recording struct {
	Face    Typeface
	Ops     []Op
	Missing []rune // runes that could not be printed, in order of appearance
}

var _ Canvas = (*Recording)(nil)

// Draw implements Canvas.
func (r *Recording) Draw(p Path, paint Paint) {
	if len(p) == 0 {
		return
	}
	r.Ops = append(r.Ops, Op{Path: p, Paint: paint})
}

// Image puts a picture into a box.
func (r *Recording) Image(b Box, img *Image) {
	r.Ops = append(r.Ops, Op{Path: Rect(b), Image: img})
}

// Text implements Canvas.
func (r *Recording) Text(x, y float64, s string, style TextStyle) {
	parts := marks.Split(s)
	clean := ""
	for i := range parts {
		text, missing := r.Face.Clean(parts[i].Text, style.Weight)
		r.Missing = append(r.Missing, missing...)
		parts[i].Text = text
		clean += text
	}
	if clean == "" {
		return
	}
	w := r.advance(clean, style)
	switch style.Align {
	case Center:
		x -= w / 2
	case Right:
		x -= w
	}
	r.Ops = append(r.Ops, Op{X: x, Y: y, W: w, Text: clean, Style: style, Parts: marked(parts)})
}

// marked drops parts of which none has a mark.
func marked(parts []marks.Piece) []marks.Piece {
	for _, part := range parts {
		if part.Entry >= 0 {
			return parts
		}
	}
	return nil
}

// Width implements Canvas.
func (r *Recording) Width(s string, style TextStyle) float64 {
	clean, _ := r.Face.Clean(marks.Strip(s), style.Weight)
	return r.advance(clean, style)
}

func (r *Recording) advance(clean string, style TextStyle) float64 {
	w := r.Face.Advance(clean, style.Weight) / 1000 * style.Size
	if style.Track != 0 {
		n := 0
		for range clean {
			n++
		}
		w += float64(n) * style.Track / 1000 * style.Size
	}
	return w
}

// Dump writes the recording as text, one line a step, for golden files.
func (r *Recording) Dump(w io.Writer) error {
	for _, op := range r.Ops {
		if _, err := fmt.Fprintln(w, op); err != nil {
			return err
		}
	}
	return nil
}

// String is the step as one line; coordinates are rounded to a tenth.
func (op Op) String() string {
	if op.Path == nil {
		weight := ""
		if op.Style.Weight == SemiBold {
			weight = " semibold"
		}
		return fmt.Sprintf("text %.1f %.1f w%.1f %g%s %v %q", op.X, op.Y, op.W, op.Style.Size, weight, op.Style.Color, op.Text)
	}
	s := "path"
	if op.Image != nil {
		s = "image"
	}
	if op.Paint.Fill != 0 {
		s += fmt.Sprintf(" fill %v", op.Paint.Fill)
	}
	if op.Paint.Stroke != 0 && op.Paint.Width > 0 {
		s += fmt.Sprintf(" stroke %v %g", op.Paint.Stroke, op.Paint.Width)
	}
	if op.Paint.Dash > 0 {
		s += fmt.Sprintf(" dash %g", op.Paint.Dash)
	}
	for _, step := range op.Path {
		s += " " + step.String()
	}
	return s
}

// String is the step as in SVG's path data.
func (s Step) String() string {
	switch s.Verb {
	case Close:
		return "Z"
	case CurveTo:
		return fmt.Sprintf("C%.1f,%.1f,%.1f,%.1f,%.1f,%.1f", s.P[0].X, s.P[0].Y, s.P[1].X, s.P[1].Y, s.P[2].X, s.P[2].Y)
	default:
		return fmt.Sprintf("%c%.1f,%.1f", s.Verb, s.P[0].X, s.P[0].Y)
	}
}

// Bounds is the box around the step, with a line's width and a text's height
// (from the ascent of capitals to the descent) counted in.
func (op Op) Bounds() Box {
	if op.Path == nil {
		return Box{op.X, op.Y - 0.76*op.Style.Size, op.W, 0.98 * op.Style.Size}
	}
	first := true
	var x0, y0, x1, y1 float64
	for _, s := range op.Path {
		n := 1
		switch s.Verb {
		case CurveTo:
			n = 3
		case Close:
			n = 0
		}
		for _, p := range s.P[:n] {
			if first {
				x0, y0, x1, y1, first = p.X, p.Y, p.X, p.Y, false
			}
			x0, y0, x1, y1 = min(x0, p.X), min(y0, p.Y), max(x1, p.X), max(y1, p.Y)
		}
	}
	half := 0.0
	if op.Paint.Stroke != 0 {
		half = op.Paint.Width / 2
	}
	return Box{x0 - half, y0 - half, x1 - x0 + 2*half, y1 - y0 + 2*half}
}
