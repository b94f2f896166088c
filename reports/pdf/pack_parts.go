package pdf

import (
	"math"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// lacking says, in place of a chart, what is not there yet and how to get it.
func (s *sheet) lacking(b charts.Box, name string) {
	c := &s.t.Colors
	what, how := s.word("pack.lack_"+name), s.word("pack.how_"+name)
	room := math.Min(b.W, 560) - 44
	lines := charts.Wrap(s, how, s.t.body(), room, 5)
	h := 54 + float64(len(lines))*s.t.Sizes.Body*1.45
	box := charts.Box{X: b.X, Y: b.Y + 8, W: math.Min(b.W, 560), H: h}
	s.Draw(charts.Rect(box), charts.Paint{Fill: c.Wash.c()})
	s.Draw(charts.Rect(charts.Box{X: box.X, Y: box.Y, W: 2.4, H: h}), charts.Paint{Fill: c.Ghost.c()})
	s.Text(box.X+22, box.Y+26, charts.Fit(s, what, strong(s.t.lead()), room), strong(s.t.lead()).In(c.Ink.c()))
	s.lines(box.X+22, box.Y+46, room, how, s.t.body(), 1.45, 5)
}

// rate is a share with one decimal, for it is one leaders compare: 102.2%.
func (s *sheet) rate(n reports.Number) string {
	return s.kpiValue(n, "ratio")
}

// spanText prints an interval of shares; empty without one.
func (s *sheet) spanText(low, high reports.Number) string {
	if !low.OK() || !high.OK() {
		return ""
	}
	return s.sayf("pack.interval", reports.Args{"low": s.rate(low), "high": s.rate(high)})
}

// whole prints an amount or a number of things without decimals.
func (s *sheet) whole(n reports.Number) string {
	return s.number(n, func(v float64) string { return s.b.Count(math.Round(v)) })
}

// signed prints a change with its sign.
func (s *sheet) signed(n reports.Number) string {
	return s.number(n, s.b.Signed)
}

// months are the labels of an axis: the month's short name, and in its first month
// the year.
func (s *sheet) months(all []time.Time) []string {
	out := make([]string, len(all))
	for i, t := range all {
		out[i] = s.b.MonthShort(t)
		if i == 0 || t.Month() == time.January {
			out[i] = s.sayf("pack.month_year", reports.Args{"month": s.b.MonthShort(t), "year": t.Format("2006")})
		}
	}
	return out
}

// values are numbers as a chart takes them, NaN for what is not known.
func values(all []reports.Number) []float64 {
	out := make([]float64, len(all))
	for i, n := range all {
		out[i] = value(n)
	}
	return out
}

func value(n reports.Number) float64 {
	if !n.OK() {
		return math.NaN()
	}
	return n.V
}

// figures draws large figures in a row under each other's rules: a heading, the
// figure and a line of what it rests on.
func (s *sheet) figures(b charts.Box, all []packFigure) float64 {
	gap := s.t.Page.Gutter
	w := (b.W - float64(len(all)-1)*gap) / float64(len(all))
	bottom := b.Y
	for i, f := range all {
		bottom = max(bottom, s.bigFigure(charts.Box{X: b.X + float64(i)*(w+gap), Y: b.Y, W: w}, f))
	}
	return bottom
}

// packFigure is one large figure.
type packFigure struct{ heading, figure, note string }

func (s *sheet) bigFigure(b charts.Box, f packFigure) float64 {
	c := &s.t.Colors
	s.Draw(charts.Polyline(charts.Point{X: b.X, Y: b.Y}, charts.Point{X: b.Right(), Y: b.Y}), charts.Paint{Stroke: c.Accent.c(), Width: 1.6})
	s.Text(b.X, b.Y+16, charts.Fit(s, f.heading, s.t.label(), b.W), s.t.label())
	style := s.t.figure()
	for style.Size > s.t.Sizes.Title && s.Width(f.figure, style) > b.W {
		style.Size--
	}
	y := b.Y + 16 + s.t.Sizes.Figure + 4
	s.Text(b.X, y, charts.Fit(s, f.figure, style, b.W), style)
	return s.lines(b.X, y+15, b.W, f.note, s.t.small().In(c.Muted.c()), 1.35, 3)
}

// monthYear prints a month with its year.
func (s *sheet) monthYear(t time.Time) string {
	return s.sayf("pack.month_year", reports.Args{"month": s.b.MonthShort(t), "year": t.Format("2006")})
}
