package charts

import "math"

// Buildup shows how a score comes about: one row for each part, read from the top,
// each bar beginning where the one above ended, and the sum in the last row. A pale
// end of a bar is what the part could have added beside. Marks are limits on the
// scale of the score.
type Buildup struct {
	Parts []BuildupPart
	Total BuildupPart
	Top   float64 // the best score
	Marks []BuildupMark
	// Heads name the columns: what, its value, what it adds, its change.
	Heads [4]string
}

// BuildupPart is one row. By is what it adds, NaN where that is not known; Most is
// what it could add.
type BuildupPart struct {
	Label, Value string
	By, Most     float64
	Text         string
	Change       string
	// Worse marks a change for the worse, which the sign of the change says too.
	Worse bool
}

// BuildupMark is a limit, as the score from which on a band begins.
type BuildupMark struct {
	At   float64
	Text string
}

const (
	buildupPitch = 19.0
	buildupHead  = 14.0
	buildupFoot  = 12.0
)

// Height is how high the chart is at most.
func (u Buildup) Height() float64 {
	return buildupHead + float64(len(u.Parts)+1)*buildupPitch + buildupFoot
}

// Draw puts the rows into the box, from its top. Rows get lower where they are many.
func (u Buildup) Draw(c Canvas, b Box, s Style) {
	rows := float64(len(u.Parts) + 1)
	pitch := min(buildupPitch, (b.H-buildupHead-buildupFoot)/rows)
	if pitch < s.Small.Size || u.Top <= 0 {
		return
	}
	w := u.widths(c, b, s)
	r := buildupRows{c: c, s: s, pitch: pitch, w: w, box: b,
		x: scale{0, u.Top, b.X + w.label + w.value + 16, b.Right() - w.text - w.change - 24}}
	r.heads(u.Heads)
	r.marks(u.Marks, rows)
	sum := 0.0
	for i, part := range u.Parts {
		r.row(i, part, sum)
		if !math.IsNaN(part.By) {
			next := sum + part.By
			r.join(i, next)
			sum = next
		}
	}
	r.total(len(u.Parts), u.Total)
}

// buildupWidths are the widths of the columns beside the bars.
type buildupWidths struct{ label, value, text, change float64 }

func (u Buildup) widths(c Canvas, b Box, s Style) buildupWidths {
	var w buildupWidths
	strong := s.Small
	strong.Weight = SemiBold
	w.label, w.value = c.Width(u.Heads[0], s.Label), c.Width(u.Heads[1], s.Label)
	w.text, w.change = c.Width(u.Heads[2], s.Label), c.Width(u.Heads[3], s.Label)
	for _, part := range append([]BuildupPart{u.Total}, u.Parts...) {
		w.label = max(w.label, c.Width(part.Label, strong))
		w.value = max(w.value, c.Width(part.Value, strong))
		w.text = max(w.text, c.Width(part.Text, strong))
		w.change = max(w.change, c.Width(part.Change, strong))
	}
	w.label, w.value = min(w.label, b.W*0.26), min(w.value, b.W*0.16)
	w.text, w.change = min(w.text, b.W*0.16), min(w.change, b.W*0.15)
	return w
}

type buildupRows struct {
	c     Canvas
	s     Style
	x     scale
	pitch float64
	w     buildupWidths
	box   Box
}

func (r buildupRows) y(i int) float64 { return r.box.Y + buildupHead + float64(i)*r.pitch }

func (r buildupRows) base(i int) float64 { return middle(r.y(i), r.pitch, r.s.Small) }

func (r buildupRows) bar(i int) (top, thick float64) {
	thick = min(10, r.pitch*0.56)
	return r.y(i) + (r.pitch-thick)/2, thick
}

// heads names the columns.
func (r buildupRows) heads(names [4]string) {
	y, style := r.box.Y+r.s.Label.Size, r.s.Label
	value := r.x.from - 8
	r.c.Text(r.box.X, y, Fit(r.c, names[0], style, r.w.label), style)
	r.c.Text(value, y, Fit(r.c, names[1], style, r.w.value), style.At(Right))
	r.c.Text(r.x.to+8+r.w.text, y, Fit(r.c, names[2], style, r.w.text), style.At(Right))
	r.c.Text(r.box.Right(), y, Fit(r.c, names[3], style, r.w.change), style.At(Right))
}

// marks draws the limits over all rows and names them under the last.
func (r buildupRows) marks(list []BuildupMark, rows float64) {
	bottom := r.y(0) + rows*r.pitch
	r.c.Draw(Polyline(Point{r.x.from, r.y(0)}, Point{r.x.from, bottom}), Paint{Stroke: r.s.Rule, Width: 0.9})
	texts, at := make([]string, len(list)), make([]float64, len(list))
	for i, m := range list {
		at[i], texts[i] = r.x.clamp(m.At), m.Text
		r.c.Draw(Polyline(Point{at[i], r.y(0)}, Point{at[i], bottom}), Paint{Stroke: r.s.Ghost, Width: 0.7, Dash: 2})
	}
	axisLabels(r.c, texts, at, bottom+r.s.Label.Size+2, r.x.from, r.x.to, r.s.Label)
}

// row draws one part from the sum of those above.
func (r buildupRows) row(i int, part BuildupPart, sum float64) {
	top, thick := r.bar(i)
	label := r.s.Small.In(r.s.Body)
	known := !math.IsNaN(part.By)
	if !known {
		label = label.In(r.s.Muted)
	}
	r.texts(i, part, label)
	if !known {
		return
	}
	from, to := r.x.clamp(sum), r.x.clamp(sum+part.By)
	if best := r.x.clamp(sum + part.Most); part.By >= 0 && best-to > 0.6 {
		r.c.Draw(Rect(Box{to, top, best - to, thick}), Paint{Fill: r.s.Grid})
	}
	left, width := math.Min(from, to), math.Abs(to-from)
	switch {
	case part.By < 0:
		hollow := Box{left, top, max(width, 0.8), thick}.Inset(0.5, 0.5, 0.5, 0.5)
		hollow.W = max(hollow.W, 0.3)
		r.c.Draw(Rect(hollow), Paint{Fill: r.s.Paper, Stroke: r.s.Caution, Width: 1})
	case width > 0.3:
		r.c.Draw(Rect(Box{left, top, width, thick}), Paint{Fill: r.s.AccentMid})
	default:
		r.c.Draw(Polyline(Point{left, top}, Point{left, top + thick}), Paint{Stroke: r.s.AccentMid, Width: 1})
	}
}

// join draws the thin line from the end of a row's bar to the next.
func (r buildupRows) join(i int, at float64) {
	top, thick := r.bar(i)
	x := r.x.clamp(at)
	next, _ := r.bar(i + 1)
	r.c.Draw(Polyline(Point{x, top + thick}, Point{x, next}), Paint{Stroke: r.s.Ghost, Width: 0.6})
}

func (r buildupRows) texts(i int, part BuildupPart, style TextStyle) {
	base := r.base(i)
	r.c.Text(r.box.X, base, Fit(r.c, part.Label, style, r.w.label), style)
	r.c.Text(r.x.from-8, base, Fit(r.c, part.Value, style, r.w.value), style.At(Right))
	number := style.In(r.s.Ink)
	if math.IsNaN(part.By) {
		number = style
	}
	r.c.Text(r.x.to+8+r.w.text, base, Fit(r.c, part.Text, number, r.w.text), number.At(Right))
	change := style.In(r.s.Muted)
	if part.Worse {
		change = style.In(r.s.Caution)
		change.Weight = SemiBold
	}
	r.c.Text(r.box.Right(), base, Fit(r.c, part.Change, change, r.w.change), change.At(Right))
}

// total draws the sum from zero.
func (r buildupRows) total(i int, part BuildupPart) {
	strong := r.s.Small.In(r.s.Ink)
	strong.Weight = SemiBold
	r.texts(i, part, strong)
	if math.IsNaN(part.By) {
		return
	}
	top, thick := r.bar(i)
	if end := r.x.clamp(part.By); end-r.x.from > 0.3 {
		r.c.Draw(Rect(Box{r.x.from, top, end - r.x.from, thick}), Paint{Fill: r.s.Accent})
	}
}
