package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Items stand further apart where there is room, up to so much.
const (
	scorePitch = 40.0
	scoreApart = 56.0
)

// scoreLeast is how many figures are worth the page.
const scoreLeast = 3

// drawScorecard draws the customer's own scorecard: three columns, one for each
// value, of figures with the quarter before. A review of very few figures has none.
func drawScorecard(s *sheet) bool {
	groups := s.q.Scorecard()
	most, known := 0, 0
	for _, g := range groups {
		most = max(most, len(g.Items))
		for _, item := range g.Items {
			if item.Current.OK() {
				known++
			}
		}
	}
	if known < scoreLeast {
		return false
	}
	b := s.head("page.scorecard", s.say(s.q.ScorecardTitle()), s.sayf("score.note", reports.Args{"period": s.q.Period}))
	b.Y, b.H = b.Y+8, b.H-8
	pitch := min(scoreApart, (b.H-46)/float64(most))
	for i, g := range groups {
		s.scoreGroup(s.span(b, 4*i+1, 4*i+4), g, max(scorePitch, pitch))
	}
	return true
}

// scoreGroup draws one value: its name, what it is about, and its figures.
func (s *sheet) scoreGroup(b charts.Box, g reports.ScoreGroup, pitch float64) {
	c := &s.t.Colors
	s.Draw(charts.Polyline(charts.Point{X: b.X, Y: b.Y}, charts.Point{X: b.Right(), Y: b.Y}), charts.Paint{Stroke: c.Accent.c(), Width: 1.6})
	s.Text(b.X, b.Y+18, charts.Fit(s, s.word("tile."+g.Value), s.t.title(), b.W), s.t.title())
	about := s.t.small().In(c.Muted.c())
	s.Text(b.X, b.Y+33, charts.Fit(s, s.word("score."+g.Value), about, b.W), about)
	y := b.Y + 46
	for _, item := range g.Items {
		s.rule(b.X, y, b.W)
		s.scoreItem(charts.Box{X: b.X, Y: y, W: b.W, H: pitch}, item)
		y += pitch
	}
}

// scoreItem draws a figure: its name over what it was before at the left, the value
// at the right.
func (s *sheet) scoreItem(b charts.Box, item reports.ScoreItem) {
	c := &s.t.Colors
	mid := b.Y + b.H/2
	name, quiet := s.t.small().In(c.Ink.c()), s.t.small().In(c.Muted.c())
	value := strong(s.t.title()).At(charts.Right)
	text := s.scoreValue(item, item.Current)
	if item.Goal.OK() && item.Current.OK() {
		text = s.sayf("score.of", reports.Args{"value": text, "goal": s.scoreValue(item, item.Goal)})
	}
	if !item.Current.OK() {
		text, value = s.word("value_state.missing"), quiet.At(charts.Right)
	}
	s.Text(b.Right(), mid+4, text, value)
	room := b.W - s.Width(text, value) - 22
	below := ""
	switch {
	case !item.Current.OK():
		below = s.word("reason." + item.Reason)
	case item.Previous.OK():
		below = s.sayf("score.before", reports.Args{"value": s.scoreValue(item, item.Previous)})
	}
	if below == "" {
		s.Text(b.X, mid+3, charts.Fit(s, s.word("score."+item.Name), name, room), name)
		return
	}
	s.Text(b.X, mid-4, charts.Fit(s, s.word("score."+item.Name), name, room), name)
	at := b.X
	if item.Way != 0 {
		s.scoreArrow(charts.Point{X: at + 4, Y: mid + 6.5}, item)
		at += 12
	}
	s.Text(at, mid+10, charts.Fit(s, below, quiet, room-(at-b.X)), quiet)
}

// scoreArrow points to where the figure went, in the colour of whether that is good.
func (s *sheet) scoreArrow(at charts.Point, item reports.ScoreItem) {
	rose, ink := 1.0, s.t.Colors.Accent.c()
	if item.Current.V < item.Previous.V {
		rose = -1
	}
	if item.Way < 0 {
		ink = s.t.Colors.Caution.c()
	}
	s.Draw(charts.Triangle(at.X, at.Y, 3.6*rose), charts.Paint{Fill: ink})
}

// scoreValue prints a value in its unit.
func (s *sheet) scoreValue(item reports.ScoreItem, n reports.Number) string {
	switch item.Unit {
	case "points":
		return s.tell(n.Points())
	case "fraction":
		return s.tell(n.Share())
	case "minutes":
		return s.tell(n.Minutes())
	case "score":
		return s.tell(n.Decimal(1))
	}
	return s.tell(n.Count())
}
