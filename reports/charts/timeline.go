package charts

// Mark is one event of a Timeline. Hollow marks belong to the other side.
type Mark struct {
	At     float64 // place between 0 (the start) and 1 (the end)
	Label  string
	Hollow bool
	// Major marks are larger and keep their label when room is short.
	Major bool
}

// Timeline is a time axis with labelled ticks and events above it. Each label
// has a lane in which it touches no other label and no stem; events for which
// there is none are counted in a line written by More.
type Timeline struct {
	Ticks []Tick
	Marks []Mark
	More  func(n int) string
}

// Tick is a place on the axis with a label that starts there.
type Tick struct {
	At    float64
	Label string
}

const laneHeight = 19

// Draw puts the timeline into the box. Marks must be in the order of time.
func (t Timeline) Draw(c Canvas, b Box, s Style) {
	axis := b.Bottom() - foot(s)
	c.Draw(Polyline(Point{b.X, axis}, Point{b.Right(), axis}), Paint{Stroke: s.Ghost, Width: 1})
	for i, tick := range t.Ticks {
		x := b.X + tick.At*b.W
		room := b.Right() - x
		if i+1 < len(t.Ticks) {
			room = (t.Ticks[i+1].At - tick.At) * b.W
		}
		c.Draw(Polyline(Point{x, axis}, Point{x, axis + 5}), Paint{Stroke: s.Ghost, Width: 1})
		if label := Fit(c, tick.Label, s.Label, room-4); label != ellipsis { // which says nothing
			c.Text(x, axis+s.Label.Size+6, label, s.Label)
		}
	}
	placed, hidden := t.place(c, b, t.lanes(b, s), s)
	for i, p := range placed {
		if p.lane >= 0 {
			t.mark(c, t.Marks[i], p, axis, s)
		}
	}
	if hidden > 0 && t.More != nil {
		c.Text(b.Right(), b.Y+s.Label.Size, t.More(hidden), s.Label.At(Right))
	}
}

// Height is how high a box of this width must be to show all marks, but no
// more than limit.
func (t Timeline) Height(c Canvas, width, limit float64, s Style) float64 {
	b := Box{W: width, H: limit}
	placed, hidden := t.place(c, b, t.lanes(b, s), s)
	used := 0
	if hidden > 0 {
		used = 1
	}
	free := used
	for _, p := range placed {
		used = max(used, p.lane+1+free)
	}
	return min(limit, float64(used)*laneHeight+foot(s)+6)
}

func (t Timeline) lanes(b Box, s Style) int {
	return int((b.H - foot(s) - 4) / laneHeight)
}

// foot is the room under the axis, for its ticks and their labels.
func foot(s Style) float64 { return s.Label.Size*1.25 + 7 }

func (t Timeline) mark(c Canvas, m Mark, p placement, axis float64, s Style) {
	y := axis - 11 - float64(p.lane)*laneHeight
	c.Draw(Polyline(Point{p.x, axis}, Point{p.x, y}), Paint{Stroke: s.Ghost, Width: 0.6})
	r := 3.6
	if m.Major {
		r = 4.6
	}
	paint := Paint{Fill: s.Accent}
	if m.Hollow {
		paint = Paint{Fill: s.Paper, Stroke: s.Accent, Width: 1.3}
	}
	c.Draw(Diamond(p.x, y, r), paint)
	c.Text(p.left, y+s.Small.Size*0.357, p.text, p.style)
}
