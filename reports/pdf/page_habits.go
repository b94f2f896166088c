package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// habitsHeight is the room of the row of small blocks under the charts.
const habitsHeight = 92.0

// habits are the blocks that have facts: seats in use, how often people come and
// one step to try.
func (s *sheet) habits() []func(charts.Box) {
	var parts []func(charts.Box)
	if s.q.Seats.Use().OK() {
		parts = append(parts, s.seats)
	}
	if s.q.Usage != nil && s.q.Usage.DaysEach.OK() && s.q.Usage.DaysEach.V > 0 {
		parts = append(parts, s.depth)
	}
	if !s.step().Empty() {
		parts = append(parts, s.practice)
	}
	return parts
}

// strip puts blocks side by side; one alone takes half of the width.
func (s *sheet) strip(b charts.Box, parts []func(charts.Box)) {
	each := min(6, 12/len(parts))
	for i, draw := range parts {
		draw(s.span(b, i*each+1, (i+1)*each))
	}
}

// seats draws the seats in use as a part of those bought.
func (s *sheet) seats(b charts.Box) {
	seats := s.q.Seats
	inner := s.block(b, s.say(s.q.SeatsTitle()), s.sayf("seats.note", reports.Args{"share": seats.Use().Share(), "day": s.q.AsOf}))
	charts.Meter{Value: seats.Active.V, Whole: seats.Bought.V}.Draw(s, charts.Box{X: inner.X, Y: inner.Y + 4, W: inner.W, H: 11}, s.t.charts())
	if free := seats.Free(); free.V > 0 {
		style := s.t.micro()
		s.Text(inner.Right(), inner.Y+26, s.sayf("seats.free", reports.Args{"n": free.Count()}), style.At(charts.Right))
	}
}

// depth draws on how many of the last days an active person came.
func (s *sheet) depth(b charts.Box) {
	days := s.q.Usage.DaysEach
	inner := s.block(b, s.sayf("depth.title", reports.Args{"n": days.Decimal(1)}), s.sayf("depth.note", reports.Args{"day": s.q.AsOf}))
	charts.Meter{Value: days.V, Whole: reports.DepthDays}.Draw(s, charts.Box{X: inner.X, Y: inner.Y + 4, W: inner.W, H: 11}, s.t.charts())
}

func (s *sheet) practice(b charts.Box) {
	inner := s.block(b, s.word("practice.title"), "")
	s.lines(inner.X, inner.Y+6, inner.W, s.say(s.step()), s.t.small(), 1.45, 5)
}

// step is the one practice to try: a team that has not come first, then an idle
// feature, then free seats. There is none where none of them is known.
func (s *sheet) step() reports.Sentence {
	if idle := s.q.IdleTeams(); len(idle) > 0 && len(s.q.Teams) > 1 {
		return reports.Say("practice.team", reports.Args{"team": idle[0].Name, "n": idle[0].Members.Count()})
	}
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
