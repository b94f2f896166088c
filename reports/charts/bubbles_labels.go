package charts

import "math"

// disc is a bubble with its place on the canvas.
type disc struct {
	Bubble
	x, y, r float64
}

func (d disc) draw(c Canvas, s Style) {
	c.Draw(Circle(d.x, d.y, d.r+0.9), Paint{Fill: s.Paper})
	paint := Paint{Fill: s.AccentMid, Stroke: s.Accent, Width: 1}
	switch d.Look {
	case Near:
		paint = Paint{Fill: s.CautionSoft, Stroke: s.Caution, Width: 1.2}
	case Bad:
		paint = Paint{Fill: s.Caution, Stroke: s.Caution, Width: 1}
	case Unknown, Hollow:
		paint = Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 1}
	}
	c.Draw(Circle(d.x, d.y, max(0.5, d.r-paint.Width/2)), paint)
}

// touches says whether a box comes nearer to the disc than gap.
func (d disc) touches(b Box, gap float64) bool {
	dx := max(b.X-d.x, 0, d.x-b.Right())
	dy := max(b.Y-d.y, 0, d.y-b.Bottom())
	return math.Hypot(dx, dy) < d.r+gap
}

// discLabels writes the names of discs where they touch no disc and no other name.
type discLabels struct {
	c     Canvas
	room  Box
	discs []disc
	taken []Box
}

// put writes the name of a disc and says whether there was a place for it. A large disc
// is rather named short than not at all.
func (l *discLabels) put(d disc, largest float64, s Style) bool {
	style := s.Label.In(s.Body)
	whole := min(130, l.room.W*0.34)
	short := whole
	if d.r >= largest/2 {
		short = min(whole, style.Size*6)
	}
	for _, width := range []float64{whole, short} {
		text := Fit(l.c, d.Label, style, width)
		if text == "" {
			return true
		}
		w, h := l.c.Width(text, style), style.Size*0.98
		for _, p := range around(d, w, h) {
			if l.free(d, p, style.Size) {
				l.taken = append(l.taken, p)
				l.c.Text(p.X, p.Y+0.76*style.Size, text, style)
				return true
			}
		}
	}
	return false
}

// around are the boxes beside a disc in the order in which they are liked.
func around(d disc, w, h float64) []Box {
	gap := d.r + 3
	slant := d.r*0.72 + 2.5
	return []Box{
		{d.x + gap, d.y - h/2, w, h}, {d.x - gap - w, d.y - h/2, w, h},
		{d.x - w/2, d.y - gap - h, w, h}, {d.x - w/2, d.y + gap, w, h},
		{d.x + slant, d.y - slant - h, w, h}, {d.x + slant, d.y + slant, w, h},
		{d.x - slant - w, d.y - slant - h, w, h}, {d.x - slant - w, d.y + slant, w, h},
	}
}

// free says whether a name may stand in a box. A name beside two discs belongs to
// neither for the eye, so other discs keep away further than its own.
func (l *discLabels) free(own disc, b Box, size float64) bool {
	if b.X < l.room.X || b.Y < l.room.Y || b.Right() > l.room.Right() || b.Bottom() > l.room.Bottom() {
		return false
	}
	for _, t := range l.taken {
		if b.X < t.Right()+size*0.6 && t.X < b.Right()+size*0.6 && b.Y < t.Bottom()+1.2 && t.Y < b.Bottom()+1.2 {
			return false
		}
	}
	for _, d := range l.discs {
		gap := 3.4
		if d.x == own.x && d.y == own.y && d.r == own.r {
			gap = 1.2
		}
		if d.touches(b, gap) {
			return false
		}
	}
	return true
}
