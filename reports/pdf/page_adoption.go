package pdf

import (
	"math"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawAdoption draws weekly activity, seats, features and one step that helps.
func drawAdoption(s *sheet) bool {
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
	left, right := s.span(b, 1, 7), s.span(b, 8, 12)
	right.X, right.W = right.X+10, right.W-10
	if s.q.Features == nil {
		left = b
	}
	lower := 122.0
	if u != nil {
		s.weekly(charts.Box{X: left.X, Y: left.Y + 6, W: left.W, H: left.H - lower - 24})
	} else {
		lower = left.H
	}
	s.seatsAndStep(charts.Box{X: left.X, Y: left.Bottom() - lower, W: left.W, H: lower})
	if s.q.Features != nil {
		s.features(charts.Box{X: right.X, Y: right.Y, W: right.W, H: right.H})
	}
	return true
}

func (s *sheet) weekly(b charts.Box) {
	u := s.q.Usage
	line := charts.Line{Format: s.b.Scale(s.b.Count), Whole: true}
	for _, w := range u.Weeks {
		line.Labels = append(line.Labels, s.b.DayShort(w.Start))
	}
	if reports.KnownWeeks(u.LastYear) > 0 {
		before := s.weeks(u.LastYear)
		before.Name, before.Ghost = s.word("usage.last_year"), true
		line.Series = append(line.Series, before)
	}
	now := s.weeks(u.Weeks)
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

// seatsAndStep are the two blocks under the chart.
func (s *sheet) seatsAndStep(b charts.Box) {
	if s.q.Seats.Use().OK() || !s.step().Empty() {
		s.rule(b.X, b.Y-10, b.W)
	}
	left, right := s.span(b, 1, 6), s.span(b, 7, 12)
	if use := s.q.Seats.Use(); use.OK() {
		seats := s.q.Seats
		inner := s.block(left, s.say(s.q.SeatsTitle()), s.sayf("seats.note", reports.Args{"share": use.Share(), "day": s.q.AsOf}))
		charts.Meter{Value: seats.Active.V, Whole: seats.Bought.V}.Draw(s, charts.Box{X: inner.X, Y: inner.Y + 6, W: inner.W, H: 12}, s.t.charts())
		if free := seats.Free(); free.V > 0 {
			style := s.t.micro()
			s.Text(inner.Right(), inner.Y+30, s.sayf("seats.free", reports.Args{"n": free.Count()}), style.At(charts.Right))
		}
	} else {
		right = b
	}
	step := s.step()
	if step.Empty() {
		return
	}
	text := s.say(step)
	inner := s.block(right, s.word("practice.title"), "")
	s.lines(inner.X, inner.Y+9, inner.W, text, s.t.body(), 1.45, 6)
}

// step is the one practice to try: an idle feature first, then free seats. There
// is none where neither is known.
func (s *sheet) step() reports.Sentence {
	if idle := s.q.Features.Idle(); len(idle) > 0 {
		return reports.Say("practice.feature", reports.Args{"feature": idle[0].Name})
	}
	if use := s.q.Seats.Use(); use.OK() && use.V < 0.8 {
		return reports.Say("practice.seats", reports.Args{"free": s.q.Seats.Free().Count()})
	}
	if !s.q.Features.Planned() {
		return reports.Sentence{}
	}
	return reports.Say("practice.keep", nil)
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
