package pdf

import (
	"math"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawAdoption draws weekly activity and features, and below them seats, how often
// people come and one step that helps. A first review tells of the start instead.
func drawAdoption(s *sheet) bool {
	if s.q.First {
		return drawStart(s)
	}
	u := s.q.Usage
	if u == nil && s.q.Features == nil && s.q.Seats == nil {
		return false
	}
	note := ""
	if u != nil {
		note = s.sayf("usage.note", reports.Args{"day": u.Weeks[len(u.Weeks)-1].Start.AddDate(0, 0, 6)})
		if year := s.say(s.q.UsageNote()); year != "" {
			note += ". " + year + "."
		}
	}
	title := s.q.FeaturesTitle()
	if u != nil {
		title = s.q.UsageTitle()
	}
	b := s.head("page.adoption", s.say(title), note)
	b.Y, b.H = b.Y+4, b.H-4
	parts := s.habits()
	upper := b
	if len(parts) > 0 {
		upper.H -= habitsHeight + 28
		s.rule(b.X, upper.Bottom()+16, b.W)
		s.strip(charts.Box{X: b.X, Y: b.Bottom() - habitsHeight, W: b.W, H: habitsHeight}, parts)
	}
	switch {
	case u != nil && s.q.Features != nil && len(s.q.Teams) > 1:
		s.weekly(s.span(upper, 1, 6))
		right := s.span(upper, 7, 12)
		s.teams(charts.Box{X: right.X + 10, Y: right.Y - 4, W: right.W - 10, H: right.H + 4})
	case u != nil && s.q.Features != nil:
		s.weekly(s.span(upper, 1, 7))
		right := s.span(upper, 8, 12)
		s.features(charts.Box{X: right.X + 10, Y: right.Y - 4, W: right.W - 10, H: right.H + 4})
	case u != nil:
		s.weekly(upper)
	case s.q.Features != nil:
		s.features(upper)
	}
	return true
}

func (s *sheet) weekly(b charts.Box) {
	u := s.q.Usage
	line := charts.Line{Format: s.b.Scale(s.b.Count), Whole: true}
	weeks := u.Weeks
	if s.q.First {
		weeks = u.Since()
	}
	for _, w := range weeks {
		line.Labels = append(line.Labels, s.b.DayShort(w.Start))
	}
	if !s.q.First && reports.KnownWeeks(u.LastYear) > 0 {
		before := s.weeks(u.LastYear)
		before.Name, before.Ghost = s.word("usage.last_year"), true
		line.Series = append(line.Series, before)
	}
	now := s.weeks(weeks)
	now.Name = s.sayf("usage.now", reports.Args{"on": s.b.DayShort(u.Weeks[len(u.Weeks)-1].Start)})
	line.Series = append(line.Series, now)
	line.Draw(s, b, s.t.charts())
}

// weeks are the active people of weeks as a line; its last known value is told.
func (s *sheet) weeks(weeks []reports.Week) charts.Series {
	var line charts.Series
	for _, w := range weeks {
		line.Values = append(line.Values, w.Active.Plot())
		if w.Active.OK() {
			line.Last = s.b.Tell(w.Active.Count())
		}
	}
	return line
}

func (s *sheet) features(b charts.Box) {
	f := s.q.Features
	title := s.say(s.q.FeaturesTitle())
	if s.q.Usage == nil {
		title = s.word("drivers.plain")
	}
	inner := s.block(b, title, s.sayf("features.note", reports.Args{"from": f.From, "to": f.To}))
	bars := charts.Bars{More: s.more("features.more")}
	for _, item := range f.Used() {
		bars.Rows = append(bars.Rows, charts.Bar{Label: s.quoted(item.Name), Value: item.ActiveUsers.Plot(), Before: math.NaN(), Text: s.b.Tell(item.ActiveUsers.Count())})
	}
	for _, item := range f.Idle() {
		bars.Rows = append(bars.Rows, charts.Bar{Label: s.quoted(item.Name), Value: math.NaN(), Before: math.NaN(), Text: s.word("features.idle")})
	}
	inner.Y += 4
	inner.H = b.Bottom() - inner.Y
	bars.Draw(s, inner, s.t.charts())
}
