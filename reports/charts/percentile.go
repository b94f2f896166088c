package charts

import "math"

// Percentile is a time that half of all cases took, drawn as a bar, with how long
// nine of ten took as a thin line behind it and the target as a tick. Slow and Target
// may be NaN. Rows with one Top can be compared.
type Percentile struct {
	Half, Slow, Target float64
	Top                float64 // what the box's whole width stands for
	Behind             bool    // the half is past the target
}

// Draw puts the bar into the box, over its full height. What is past the end of the
// box ends there with an open tip.
func (p Percentile) Draw(c Canvas, b Box, s Style) {
	c.Draw(Rect(b), Paint{Fill: s.Grid})
	if p.Top <= 0 || math.IsNaN(p.Half) {
		return
	}
	x := scale{0, p.Top, b.X, b.Right()}
	fill := s.Accent
	if p.Behind {
		fill = s.Caution
	}
	if end := x.clamp(p.Half); end-b.X > 0.3 {
		c.Draw(Rect(Box{b.X, b.Y, end - b.X, b.H}), Paint{Fill: fill})
	}
	if p.Slow > p.Half {
		p.whisker(c, b, x, fill)
	}
	if at := x.at(p.Target); !math.IsNaN(p.Target) && at < b.Right()-1 {
		c.Draw(Polyline(Point{at, b.Y - 3}, Point{at, b.Bottom() + 3}), Paint{Stroke: s.Paper, Width: 3})
		c.Draw(Polyline(Point{at, b.Y - 3}, Point{at, b.Bottom() + 3}), Paint{Stroke: s.Ink, Width: 1.4})
	}
}

func (p Percentile) whisker(c Canvas, b Box, x scale, color Color) {
	middle, from, to := b.Y+b.H/2, x.clamp(p.Half), x.clamp(p.Slow)
	c.Draw(Polyline(Point{from, middle}, Point{to, middle}), Paint{Stroke: color, Width: 1.4})
	if p.Slow > p.Top {
		c.Draw(Polyline(Point{to - 3, middle - 3}, Point{to, middle}, Point{to - 3, middle + 3}), Paint{Stroke: color, Width: 1.4})
		return
	}
	c.Draw(Polyline(Point{to, b.Y + 1}, Point{to, b.Bottom() - 1}), Paint{Stroke: color, Width: 1.4})
}
