package charts

import "math"

// Bullet shows how far a measure has come from its start towards its target.
// The track runs from the start at the left to a tick at the target, whatever
// the direction in which the measure should move.
type Bullet struct {
	Start, Target, Now             float64
	StartText, TargetText, NowText string
	// Behind draws the bar in the colour of caution; words beside the chart
	// must say the same.
	Behind bool
}

// bulletReach is where the target stands on the track; the rest of it shows
// what goes beyond.
const bulletReach = 0.86

// Progress is the share of the way done: 0 at the start, 1 at the target. It
// is NaN when a number is missing or start and target are equal.
func (u Bullet) Progress() float64 {
	way := u.Target - u.Start
	if math.IsNaN(way) || way == 0 {
		return math.NaN()
	}
	return (u.Now - u.Start) / way
}

// Draw puts the chart into the box: the present value above the track, start
// and target below it.
func (u Bullet) Draw(c Canvas, b Box, s Style) {
	thick := 9.0
	top := b.Y + (b.H-thick)/2
	track := Box{b.X, top, b.W, thick}
	c.Draw(Rect(track), Paint{Fill: s.Grid})
	target := b.X + b.W*bulletReach
	p := u.Progress()
	bar := s.Accent
	if u.Behind {
		bar = s.Caution
	}
	end := b.X
	if !math.IsNaN(p) {
		end = b.X + b.W*math.Max(0, math.Min(1, p*bulletReach))
		if end-b.X > 0.3 {
			c.Draw(Rect(Box{b.X, top, end - b.X, thick}), Paint{Fill: bar})
		}
		c.Draw(Polyline(Point{end, top - 2}, Point{end, top + thick + 2}), Paint{Stroke: bar, Width: 1.6})
	}
	c.Draw(Polyline(Point{target, top - 4}, Point{target, top + thick + 2}), Paint{Stroke: s.Paper, Width: 3.6})
	c.Draw(Polyline(Point{target, top - 4}, Point{target, top + thick + 2}), Paint{Stroke: s.Ink, Width: 1.6})
	u.texts(c, b, top, thick, end, target, s)
}

func (u Bullet) texts(c Canvas, b Box, top, thick, end, target float64, s Style) {
	now := s.Label.In(s.Ink)
	now.Weight = SemiBold
	text := Fit(c, u.NowText, now, b.W)
	w := c.Width(text, now)
	x := math.Max(b.X, math.Min(end-w/2, b.Right()-w))
	c.Text(x, top-5.5, text, now)
	below := top + thick + s.Label.Size + 3.5
	goal := Fit(c, u.TargetText, s.Label, b.W*0.6)
	gw := c.Width(goal, s.Label)
	gx := math.Min(target-gw/2, b.Right()-gw)
	c.Text(gx, below, goal, s.Label)
	c.Text(b.X, below, Fit(c, u.StartText, s.Label, gx-b.X-6), s.Label)
}

// Meter is one bar of a whole: seats in use, or the time taken of the time
// allowed. A value above Whole goes past the tick, up to the end of the track.
type Meter struct {
	Value, Whole float64
	Behind       bool
}

// Draw puts the bar into the box, over its full height.
func (m Meter) Draw(c Canvas, b Box, s Style) {
	c.Draw(Rect(b), Paint{Fill: s.Grid})
	if m.Whole <= 0 || math.IsNaN(m.Value) {
		return
	}
	full := m.Whole
	if m.Value > m.Whole {
		full = math.Min(m.Value, m.Whole*1.5)
	}
	x := scale{0, full, b.X, b.Right()}
	fill := s.Accent
	if m.Behind {
		fill = s.Caution
	}
	if end := x.clamp(m.Value); end-b.X > 0.3 {
		c.Draw(Rect(Box{b.X, b.Y, end - b.X, b.H}), Paint{Fill: fill})
	}
	if at := x.at(m.Whole); at < b.Right()-1 {
		c.Draw(Polyline(Point{at, b.Y - 3}, Point{at, b.Bottom() + 3}), Paint{Stroke: s.Paper, Width: 3})
		c.Draw(Polyline(Point{at, b.Y - 3}, Point{at, b.Bottom() + 3}), Paint{Stroke: s.Ink, Width: 1.4})
	}
}
