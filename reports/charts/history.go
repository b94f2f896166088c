package charts

// History is a score over time on a scale of 0 to Top, with the bands it may stand in
// behind it, and beside it what people said in the same scale. A break parts points
// that are not to be compared.
type History struct {
	// Points and Opinions are in the order of time; At runs from 0 (the start) to 1.
	Points   []HistoryPoint
	Opinions []HistoryPoint
	Top      float64
	Zones    []HistoryZone // from the lowest up
	Ticks    []Tick
	// Name and Opinion name the two beside their last points.
	Name, Opinion string
}

// HistoryPoint is one value; Text is printed beside the last of a kind. Break says
// that it does not go on from the one before.
type HistoryPoint struct {
	At    float64
	Value float64
	Text  string
	Break bool
}

// HistoryZone is a stretch of the scale up to To.
type HistoryZone struct {
	To   float64
	Name string
}

// Draw puts the chart into the box.
func (h History) Draw(c Canvas, b Box, s Style) {
	if h.Top <= 0 {
		return
	}
	names, room := h.margins(c, b, s)
	plot := b.Inset(names+8, s.Label.Size*0.8, room+lineEndGap, s.Label.Size*2)
	if plot.W < 20 || plot.H < 20 {
		return
	}
	x, y := scale{0, 1, plot.X, plot.Right()}, scale{0, h.Top, plot.Bottom(), plot.Y}
	h.zones(c, plot, names, y, s)
	h.axis(c, plot, b, x, s)
	h.opinions(c, x, y, s)
	h.line(c, x, y, s)
	h.ends(c, plot, room, x, y, s)
}

// margins are the widths of the names of the zones and of the texts at the end.
func (h History) margins(c Canvas, b Box, s Style) (names, room float64) {
	for _, zone := range h.Zones {
		names = max(names, c.Width(zone.Name, s.Label))
	}
	for _, end := range h.endings() {
		room = max(room, c.Width(end.value, s.Emphasis), c.Width(end.name, s.Label))
	}
	return min(names, b.W/4), min(room, b.W/3)
}

// zones shades every second band and names each at its middle.
func (h History) zones(c Canvas, plot Box, names float64, y scale, s Style) {
	from := 0.0
	for i, zone := range h.Zones {
		top, bottom := y.clamp(zone.To), y.clamp(from)
		if i%2 == 0 && bottom > top {
			c.Draw(Rect(Box{plot.X, top, plot.W, bottom - top}), Paint{Fill: s.Wash})
		}
		c.Draw(Polyline(Point{plot.X, top}, Point{plot.Right(), top}), Paint{Stroke: s.Grid, Width: 0.6})
		if bottom-top > s.Label.Size {
			c.Text(plot.X-8, (top+bottom)/2+s.Label.Size*0.35, Fit(c, zone.Name, s.Label, names), s.Label.At(Right))
		}
		from = zone.To
	}
	c.Draw(Polyline(Point{plot.X, plot.Bottom()}, Point{plot.Right(), plot.Bottom()}), Paint{Stroke: s.Rule, Width: 0.9})
}

func (h History) axis(c Canvas, plot, b Box, x scale, s Style) {
	labels, at := make([]string, len(h.Ticks)), make([]float64, len(h.Ticks))
	for i, tick := range h.Ticks {
		labels[i], at[i] = tick.Label, x.clamp(tick.At)
		c.Draw(Polyline(Point{at[i], plot.Bottom()}, Point{at[i], plot.Bottom() + 3}), Paint{Stroke: s.Rule, Width: 0.9})
	}
	axisLabels(c, labels, at, b.Bottom()-1, plot.X, b.Right(), s.Label)
}

// line draws the points, parted at breaks; a lone point is a dot.
func (h History) line(c Canvas, x, y scale, s Style) {
	var run []Point
	flush := func() {
		switch len(run) {
		case 0:
		case 1:
			c.Draw(Circle(run[0].X, run[0].Y, 2.2), Paint{Fill: s.Accent})
		default:
			c.Draw(Polyline(run...), Paint{Stroke: s.Accent, Width: 1.8})
		}
		run = nil
	}
	for i, p := range h.Points {
		if p.Break && i > 0 {
			flush()
		}
		run = append(run, Point{x.clamp(p.At), y.clamp(p.Value)})
	}
	flush()
}

// opinions are hollow diamonds: they differ from the line by shape.
func (h History) opinions(c Canvas, x, y scale, s Style) {
	for _, p := range h.Opinions {
		c.Draw(Diamond(x.clamp(p.At), y.clamp(p.Value), 3.4), Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 1.1})
	}
}

// endings are the last point of each kind.
func (h History) endings() []lineEnd {
	var ends []lineEnd
	if n := len(h.Points); n > 0 {
		ends = append(ends, lineEnd{value: h.Points[n-1].Text, name: h.Name, x: h.Points[n-1].At, y: h.Points[n-1].Value})
	}
	if n := len(h.Opinions); n > 0 {
		ends = append(ends, lineEnd{value: h.Opinions[n-1].Text, name: h.Opinion, x: h.Opinions[n-1].At, y: h.Opinions[n-1].Value, ghost: true})
	}
	return ends
}

func (h History) ends(c Canvas, plot Box, room float64, x, y scale, s Style) {
	ends := h.endings()
	var want []float64
	for _, end := range ends {
		want = append(want, y.clamp(end.y))
		if !end.ghost {
			c.Draw(Circle(x.clamp(end.x), y.clamp(end.y), 3.2), Paint{Fill: s.Accent, Stroke: s.Paper, Width: 1.2})
		}
	}
	line := s.Emphasis.Size*0.95 + s.Label.Size*1.25
	placed := spread(want, line+3, plot.Y+s.Emphasis.Size*0.5, plot.Bottom()-line*0.5)
	for i, end := range ends {
		if placed == nil {
			return
		}
		ink := s.Accent
		if end.ghost {
			ink = s.Muted
		}
		left := plot.Right() + lineEndGap
		c.Text(left, placed[i]+s.Emphasis.Size*0.3, Fit(c, end.value, s.Emphasis, room), s.Emphasis.In(ink))
		c.Text(left, placed[i]+s.Emphasis.Size*0.3+s.Label.Size*1.2, Fit(c, end.name, s.Label, room), s.Label)
	}
}
