package charts

import "math"

// Bar is one row of Bars. Value NaN means there is nothing to draw and Text
// says why; Before, unless NaN, is the earlier value, drawn as a thin mark.
type Bar struct {
	Label  string
	Value  float64
	Before float64
	Text   string
	Quiet  bool // stands back, as for "other"
}

// Bars is a list of horizontal bars with the label before and the value after
// each. Rows that do not fit are counted in a last line written by More.
type Bars struct {
	Rows []Bar
	Top  float64 // the value of a full bar; 0 takes the largest
	More func(n int) string
}

const (
	barPitchMax = 29.0
	barPitchMin = 15.0
)

// Draw puts the rows into the box, from its top.
func (g Bars) Draw(c Canvas, b Box, s Style) {
	rows, hidden := fitRows(len(g.Rows), b.H, barPitchMin)
	if rows == 0 {
		return
	}
	pitch := min(barPitchMax, b.H/float64(rows+min(1, hidden)))
	labels, texts, top := 0.0, 0.0, g.Top
	for _, row := range g.Rows[:rows] {
		labels = max(labels, c.Width(row.Label, s.Small))
		texts = max(texts, c.Width(row.Text, s.Small))
		if g.Top == 0 {
			top = max(top, finite(row.Value), finite(row.Before))
		}
	}
	labels = min(labels, b.W*0.42)
	texts = min(texts, b.W*0.30)
	track := Box{b.X + labels + 10, b.Y, b.W - labels - texts - 20, pitch}
	if top <= 0 {
		top = 1
	}
	x := scale{0, top, track.X, track.Right()}
	for i, row := range g.Rows[:rows] {
		y := b.Y + float64(i)*pitch
		g.row(c, row, Box{b.X, y, labels, pitch}, x, texts, s)
	}
	if hidden > 0 && g.More != nil {
		y := b.Y + float64(rows)*pitch
		c.Text(b.X, middle(y, pitch, s.Small), Fit(c, g.More(hidden), s.Small.In(s.Muted), b.W), s.Small.In(s.Muted))
	}
}

func (g Bars) row(c Canvas, row Bar, label Box, x scale, texts float64, s Style) {
	base := middle(label.Y, label.H, s.Small)
	c.Text(label.X, base, Fit(c, row.Label, s.Small, label.W), s.Small.In(s.Body))
	thick := min(11, label.H*0.52)
	top := label.Y + (label.H-thick)/2
	var end float64 // of what is drawn
	switch {
	case math.IsNaN(row.Value):
		c.Draw(Polyline(Point{x.from, top + thick/2}, Point{x.to, top + thick/2}), Paint{Stroke: s.Rule, Width: 0.7, Dash: 2})
		end = x.to
	default:
		fill := s.Accent
		if row.Quiet {
			fill = s.AccentMid
		}
		end = x.clamp(row.Value)
		if end-x.from > 0.3 {
			c.Draw(Rect(Box{x.from, top, end - x.from, thick}), Paint{Fill: fill})
		} else {
			c.Draw(Polyline(Point{x.from, top}, Point{x.from, top + thick}), Paint{Stroke: s.Rule, Width: 1})
		}
	}
	if !math.IsNaN(row.Before) {
		at := x.clamp(row.Before)
		c.Draw(Polyline(Point{at, top - 2.5}, Point{at, top + thick + 2.5}), Paint{Stroke: s.Paper, Width: 3})
		c.Draw(Polyline(Point{at, top - 2.5}, Point{at, top + thick + 2.5}), Paint{Stroke: s.Ink, Width: 1.2})
		end = max(end, at)
	}
	style := s.Small.In(s.Ink)
	if math.IsNaN(row.Value) {
		style = s.Small.In(s.Muted)
	}
	c.Text(end+8, base, Fit(c, row.Text, style, texts+2), style)
}

// fitRows says how many rows of at least pitch fit a height, keeping one line
// for the count of the hidden ones when there are any.
func fitRows(n int, height, pitch float64) (shown, hidden int) {
	room := int(height/pitch + 1e-9)
	if n <= room {
		return n, 0
	}
	shown = max(0, room-1)
	return shown, n - shown
}

// middle is the baseline that centres a line of text in a row.
func middle(y, h float64, style TextStyle) float64 { return y + h/2 + style.Size*0.357 }

// finite is the value, or 0 for NaN.
func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}
