package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawService draws tickets and reply times, and below them what was said, what we
// did about it, and what is open.
func drawService(s *sheet) bool {
	voice := s.q.NPS != nil || s.q.CSAT != nil || s.q.CES != nil
	heard := s.q.Answered()
	if s.q.Support == nil && !voice && len(heard) == 0 {
		return false
	}
	b := s.head("page.service", s.say(s.q.ServiceTitle()), "")
	if s.q.Support == nil {
		s.voiceAndHeard(b, voice, heard)
		return true
	}
	gap := 26.0
	half := (b.H - gap) / 2
	if open := s.q.Support.OpenTickets.V; open < 4 && (s.q.NPS == nil || !s.q.NPS.Shown) && len(heard) == 0 {
		half = b.H - gap - 132 // little stands below: the columns may be taller
		if !voice {
			half = b.H - gap - 62 - rowPitch*open
		}
	}
	top := charts.Box{X: b.X, Y: b.Y, W: b.W, H: half + 6}
	low := charts.Box{X: b.X, Y: b.Y + half + 6 + gap, W: b.W, H: half - 6}
	s.tickets(s.span(top, 1, 6))
	s.replies(s.span(top, 7, 12))
	s.rule(b.X, low.Y-gap/2, b.W)
	switch {
	case voice && len(heard) > 0:
		s.voice(s.span(low, 1, 4))
		s.heard(s.span(low, 5, 8), heard)
		s.oldest(s.span(low, 9, 12), true)
	case voice:
		s.voice(s.span(low, 1, 6))
		s.oldest(s.span(low, 7, 12), false)
	case len(heard) > 0:
		s.heard(s.span(low, 1, 6), heard)
		s.oldest(s.span(low, 7, 12), false)
	default:
		s.oldest(low, false)
	}
	return true
}

// voiceAndHeard are the page of a customer without tickets.
func (s *sheet) voiceAndHeard(b charts.Box, voice bool, heard []reports.Commitment) {
	switch {
	case voice && len(heard) > 0:
		s.voice(s.span(b, 1, 6))
		s.heard(s.span(b, 7, 12), heard)
	case voice:
		s.voice(s.span(b, 1, 8))
	default:
		s.heard(s.span(b, 1, 8), heard)
	}
}

// tickets draws the months as stacked columns.
func (s *sheet) tickets(b charts.Box) {
	sup := s.q.Support
	inner := s.block(b, s.say(s.q.TicketsTitle()), s.sayf("tickets.note", reports.Args{"period": s.q.Period}))
	stack := charts.Stack{Format: s.b.Scale(s.b.Count), Recent: 3}
	for _, m := range sup.Months {
		stack.Totals = append(stack.Totals, s.b.Tell(m.Total.Count()))
		stack.Labels = append(stack.Labels, s.b.MonthShort(m.Month))
	}
	for _, name := range reports.PriorityOrder() {
		part := charts.Part{Name: s.word("priority." + name)}
		for _, m := range sup.Months {
			part.Values = append(part.Values, m.Created[name])
		}
		stack.Parts = append(stack.Parts, part)
	}
	stack.Draw(s, inner, s.t.charts())
}

// oldest names the open tickets by age; a narrow box has room for their days only.
func (s *sheet) oldest(b charts.Box, narrow bool) {
	sup := s.q.Support
	if sup.OpenTickets.V == 0 {
		s.block(b, s.word("oldest.none"), s.sayf("oldest.none_note", reports.Args{"day": s.q.AsOf}))
		return
	}
	inner := s.block(b, s.sayf("oldest.title", reports.Args{"n": sup.OpenTickets.Count()}), "")
	columns := []column{
		{title: s.word("oldest.ticket"), share: 54},
		{title: s.word("oldest.priority"), share: 14},
		{title: s.word("oldest.opened"), share: 13},
		{title: s.word("oldest.state"), share: 19},
	}
	if narrow {
		columns = []column{{title: s.word("oldest.ticket"), share: 72}, {title: s.word("oldest.opened"), share: 28}}
	}
	var rows [][]cell
	for _, t := range sup.Oldest {
		name := cell{text: s.ticketName(t), strong: true}
		if narrow {
			name.lines = 2
			rows = append(rows, []cell{name, {text: s.b.DayShort(t.Created)}})
			continue
		}
		rows = append(rows, []cell{name, {text: s.word("priority." + t.Priority)}, {text: s.b.DayShort(t.Created)}, {text: s.word("state." + t.State)}})
	}
	hidden := int(sup.OpenTickets.V) - len(sup.Oldest)
	s.table(inner, columns, rows, func(n int) string { return s.more("oldest.more")(n + hidden) })
}
