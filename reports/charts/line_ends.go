package charts

import "math"

// lineEnd is the label of a series at its last value: the value above its name.
type lineEnd struct {
	value, name string
	y           float64
	x           float64
	ghost       bool
}

// endWidth is the room the labels at the right need, at most a third of the box.
func (l Line) endWidth(c Canvas, b Box, s Style) float64 {
	w := 0.0
	for _, series := range l.Series {
		v, i := lastValue(series.Values)
		if i < 0 {
			continue
		}
		w = max(w, c.Width(l.lastText(series, v), s.Emphasis), c.Width(series.Name, s.Label))
	}
	return min(w, b.W/3)
}

func lastValue(values []float64) (v float64, index int) {
	for i := len(values) - 1; i >= 0; i-- {
		if !math.IsNaN(values[i]) {
			return values[i], i
		}
	}
	return math.NaN(), -1
}

// ends marks the last value of each series and labels it, moving labels apart
// when values are close.
func (l Line) ends(c Canvas, plot Box, room float64, at []float64, y scale, s Style) {
	var ends []lineEnd
	var want []float64
	for _, series := range l.Series {
		v, i := lastValue(series.Values)
		if i < 0 || i >= len(at) {
			continue
		}
		ends = append(ends, lineEnd{l.lastText(series, v), series.Name, y.at(v), at[i], series.Ghost})
		want = append(want, y.at(v))
	}
	line := s.Emphasis.Size*0.95 + s.Label.Size*1.25
	placed := spread(want, line+3, plot.Y+s.Emphasis.Size*0.5, plot.Bottom()-line*0.5)
	for i, end := range ends {
		ink, mark := s.Accent, s.Accent
		if end.ghost {
			ink, mark = s.Muted, s.Ghost
		}
		c.Draw(Circle(end.x, end.y, 3), Paint{Fill: mark, Stroke: s.Paper, Width: 1.2})
		if placed == nil {
			continue
		}
		x := plot.Right() + lineEndGap
		c.Text(x, placed[i]+s.Emphasis.Size*0.3, end.value, s.Emphasis.In(ink))
		c.Text(x, placed[i]+s.Emphasis.Size*0.3+s.Label.Size*1.2, Fit(c, end.name, s.Label, room), s.Label)
	}
}
