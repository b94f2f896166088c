package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// stepsApart is the most steps that leave room for the next one under their list.
const stepsApart = 7

// drawStart is the page of a first review that stands for adoption and service: the
// steps of the start, the first weeks and the first tickets.
func drawStart(s *sheet) bool {
	q := s.q
	served := q.Support != nil && q.Support.Created.OK()
	if len(q.Steps) == 0 && q.Usage == nil && !served {
		return false
	}
	b := s.head("page.start", s.say(q.StartTitle()), s.sayf("start.note", reports.Args{"on": q.Customer.Since, "day": q.AsOf}))
	b.Y, b.H = b.Y+4, b.H-4
	lower := []func(charts.Box){}
	if q.Seats.Use().OK() {
		lower = append(lower, s.seats)
	}
	if served {
		lower = append(lower, s.firstTickets)
	}
	if q.NextStep() != nil && len(q.Steps) > stepsApart {
		lower = append(lower, s.nextStep)
	}
	upper := b
	if len(lower) > 0 {
		upper.H -= habitsHeight + 28
		s.rule(b.X, upper.Bottom()+16, b.W)
		s.strip(charts.Box{X: b.X, Y: b.Bottom() - habitsHeight, W: b.W, H: habitsHeight}, lower)
	}
	switch {
	case len(q.Steps) > 0 && q.Usage != nil:
		s.steps(s.span(upper, 1, 6))
		s.firstWeeks(s.span(upper, 7, 12))
	case len(q.Steps) > 0:
		s.steps(s.span(upper, 1, 9))
	case q.Usage != nil:
		s.firstWeeks(upper)
	}
	return true
}

// steps lists the steps of the start with their days.
func (s *sheet) steps(b charts.Box) {
	inner := s.block(b, s.word("start.steps"), "")
	columns := []column{
		{title: s.word("start.step"), share: 42},
		{title: s.word("start.planned"), share: 20},
		{title: s.word("start.done"), share: 20},
		{title: s.word("promises.status"), share: 18},
	}
	var rows [][]cell
	for _, step := range s.q.Steps {
		status := reports.Open
		switch {
		case step.Done():
			status = reports.Done
		case !step.DueOn.IsZero() && s.q.AsOf.After(step.DueOn):
			status = reports.Late
		}
		rows = append(rows, []cell{
			{text: s.quoted(step.Name), strong: true},
			{text: s.dayOr(step.DueOn)},
			{text: s.b.Day(step.DoneOn)},
			{status: string(status)},
		})
	}
	y := s.table(inner, columns, rows, s.more("start.more"))
	if s.q.NextStep() != nil && len(s.q.Steps) <= stepsApart {
		s.nextStep(charts.Box{X: b.X, Y: y + 22, W: b.W, H: b.Bottom() - y - 22})
	}
}

// firstWeeks draws the people active in the weeks since the start.
func (s *sheet) firstWeeks(b charts.Box) {
	u := s.q.Usage
	inner := s.block(b, s.say(s.q.UsageTitle()), s.sayf("start.weeks", reports.Args{"day": u.Weeks[len(u.Weeks)-1].Start.AddDate(0, 0, 6)}))
	s.weekly(charts.Box{X: inner.X, Y: inner.Y + 4, W: inner.W, H: inner.H - 4})
}

// firstTickets tells of the first contacts with support.
func (s *sheet) firstTickets(b charts.Box) {
	sup := s.q.Support
	inner := s.block(b, s.say(s.q.ServiceTitle()), "")
	var lines []string
	lines = append(lines, s.sayf("start.tickets", reports.Args{"n": sup.Created.Count(), "period": s.q.Period}))
	if sup.OpenTickets.OK() {
		lines = append(lines, s.sayf("start.open", reports.Args{"n": sup.OpenTickets.Count(), "day": s.q.AsOf}))
	}
	y := inner.Y + 6
	for _, line := range lines {
		y = s.lines(inner.X, y, inner.W, line, s.t.small(), 1.4, 2) + 9
	}
}

// nextStep names what comes next of the start.
func (s *sheet) nextStep(b charts.Box) {
	step := s.q.NextStep()
	inner := s.block(b, s.word("start.next"), "")
	key := "start.next_open"
	if !step.DueOn.IsZero() && !s.q.AsOf.After(step.DueOn) {
		key = "start.next_dated"
	}
	s.lines(inner.X, inner.Y+6, inner.W, s.sayf(key, reports.Args{"text": step.Name, "on": step.DueOn}), s.t.small(), 1.45, 4)
}
