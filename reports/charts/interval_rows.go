package charts

import "math"

// IntervalRow is one row of IntervalRows. Value NaN means there is nothing to draw
// and Text says why. Quiet rows stand back, as those of few answers.
type IntervalRow struct {
	Label            string
	Low, Value, High float64
	Text             string // the value as it is printed
	Note             string // how many are behind it
	Quiet            bool
}

// Reference is a value all rows are compared with, as that of all customers.
type Reference struct {
	At    float64
	Label string
}

// IntervalRows are many values with their ranges over one axis: a survey's score by
// segment, a rate by tier. Rows that do not fit are counted in a last line.
type IntervalRows struct {
	Rows      []IntervalRow
	From, To  float64              // the ends of the axis, as -100 and 100
	Format    func(float64) string // prints the ticks
	TextTitle string               // what the values are
	NoteTitle string               // what the notes are
	Reference *Reference           // nil for none
	More      func(n int) string
}

const (
	intervalPitchMax = 27.0
	intervalPitchMin = 14.0
)

// Draw puts the rows into the box, from its top; the axis stands under the last row.
func (v IntervalRows) Draw(c Canvas, b Box, s Style) {
	head, under := v.rooms(s)
	rows, hidden := fitRows(len(v.Rows), b.H-head-under, intervalPitchMin)
	if rows == 0 {
		return
	}
	pitch := min(intervalPitchMax, (b.H-head-under)/float64(rows+min(1, hidden)))
	l := v.columns(c, b, s)
	track := Box{l.track.X, b.Y + head, l.track.W, pitch * float64(rows)}
	x := scale{v.From, v.To, track.X + 5, track.Right() - 5}
	v.axis(c, track, x, s)
	title := s.Label.At(Right)
	c.Text(l.texts, b.Y+s.Label.Size, Fit(c, v.TextTitle, title, l.textWidth), title)
	c.Text(b.Right(), b.Y+s.Label.Size, Fit(c, v.NoteTitle, title, l.noteWidth), title)
	for i, row := range v.Rows[:rows] {
		y := track.Y + float64(i)*pitch
		c.Text(b.X, middle(y, pitch, s.Small), Fit(c, row.Label, s.Small, l.labels), s.Small.In(s.Body))
		c.Text(b.Right(), middle(y, pitch, s.Label), Fit(c, row.Note, s.Label, l.noteWidth), title)
		if math.IsNaN(row.Value) {
			row.reason(c, Box{track.X, y, l.texts - track.X, pitch}, s)
			continue
		}
		style := s.Small.In(s.Ink).At(Right)
		style.Weight = SemiBold
		if row.Quiet {
			style = s.Small.In(s.Muted).At(Right)
		}
		c.Text(l.texts, middle(y, pitch, s.Small), Fit(c, row.Text, style, l.textWidth), style)
		row.mark(c, x, y+pitch/2, s)
	}
	if hidden > 0 && v.More != nil {
		y := track.Bottom() + under
		c.Text(b.X, middle(y, pitch, s.Small), Fit(c, v.More(hidden), s.Small, b.W), s.Small.In(s.Muted))
	}
}

// Height is how high a box must be to show all rows at their full height, but no
// more than limit.
func (v IntervalRows) Height(limit float64, s Style) float64 {
	head, under := v.rooms(s)
	return min(limit, head+under+intervalPitchMax*float64(len(v.Rows)))
}

// rooms are the heights over the rows, for titles and the reference's label, and
// under them, for the axis.
func (v IntervalRows) rooms(s Style) (head, under float64) {
	if v.TextTitle != "" || v.NoteTitle != "" || v.Reference != nil {
		head = s.Label.Size*1.25 + 4
	}
	return head, s.Label.Size*1.25 + 6
}

// intervalColumns are the places of a row's parts: texts is the right end of the
// values, whose notes end at the right of the box.
type intervalColumns struct {
	labels, textWidth, noteWidth float64
	texts                        float64
	track                        Box
}

func (v IntervalRows) columns(c Canvas, b Box, s Style) intervalColumns {
	var l intervalColumns
	l.textWidth, l.noteWidth = c.Width(v.TextTitle, s.Label), c.Width(v.NoteTitle, s.Label)
	strong := s.Small
	strong.Weight = SemiBold
	for _, row := range v.Rows {
		l.labels = max(l.labels, c.Width(row.Label, s.Small))
		l.noteWidth = max(l.noteWidth, c.Width(row.Note, s.Label))
		if !math.IsNaN(row.Value) {
			l.textWidth = max(l.textWidth, c.Width(row.Text, strong))
		}
	}
	l.labels = min(l.labels, b.W*0.32)
	l.textWidth, l.noteWidth = min(l.textWidth, b.W*0.22), min(l.noteWidth, b.W*0.16)
	l.texts = b.Right()
	if l.noteWidth > 0 {
		l.texts -= l.noteWidth + 12
	}
	x := b.X + l.labels + 10
	l.track = Box{X: x, W: l.texts - l.textWidth - 10 - x}
	return l
}

// axis draws the ticks, the zero and the reference behind the rows.
func (v IntervalRows) axis(c Canvas, track Box, x scale, s Style) {
	ticks := Ticks(v.From, v.To, max(3, min(4, int(track.W/50))))
	var labels []string
	var at []float64
	for _, t := range ticks {
		if t < v.From-1e-9 || t > v.To+1e-9 {
			continue
		}
		line := Paint{Stroke: s.Grid, Width: 0.7}
		if t == 0 && v.From < 0 {
			line = Paint{Stroke: s.Ghost, Width: 0.8}
		}
		c.Draw(Polyline(Point{x.at(t), track.Y}, Point{x.at(t), track.Bottom()}), line)
		labels, at = append(labels, v.Format(t)), append(at, x.at(t))
	}
	axisLabels(c, labels, at, track.Bottom()+s.Label.Size+4, track.X-8, track.Right()+8, s.Label)
	if r := v.Reference; r != nil && !math.IsNaN(r.At) {
		place := x.clamp(r.At)
		c.Draw(Polyline(Point{place, track.Y - 2}, Point{place, track.Bottom()}), Paint{Stroke: s.Ink, Width: 0.9, Dash: 2.2})
		label := Fit(c, r.Label, s.Label, track.W)
		w := c.Width(label, s.Label)
		c.Text(max(track.X, min(place-w/2, track.Right()-w)), track.Y-5, label, s.Label.In(s.Ink))
	}
}

// mark draws the range and the value in it; a quiet one is hollow.
func (r IntervalRow) mark(c Canvas, x scale, y float64, s Style) {
	band, dot := Paint{Stroke: s.AccentMid, Width: 4}, Paint{Fill: s.Accent, Stroke: s.Paper, Width: 1.2}
	if r.Quiet {
		band, dot = Paint{Stroke: s.Rule, Width: 4}, Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 1.2}
	}
	if !math.IsNaN(r.Low) && !math.IsNaN(r.High) {
		c.Draw(Polyline(Point{x.clamp(r.Low), y}, Point{x.clamp(r.High), y}), band)
	}
	c.Draw(Circle(x.clamp(r.Value), y, 4), dot)
}

// reason writes why there is no value where the value would stand.
func (r IntervalRow) reason(c Canvas, b Box, s Style) {
	text := Fit(c, r.Text, s.Small, b.W-10)
	w := c.Width(text, s.Small)
	c.Draw(Rect(Box{b.X + 1, b.Y + 1, min(b.W, w+14), b.H - 2}), Paint{Fill: s.Paper})
	c.Text(b.X+5, middle(b.Y, b.H, s.Small), text, s.Small.In(s.Muted))
}
