package pdf

import (
	"slices"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawCommercial draws the contract of customers whose reviews may show it: the way
// to its end with the last day for notice, what was agreed, and the seats against the
// people who use them. It names no price.
func drawCommercial(s *sheet) bool {
	t := s.q.Term
	if t == nil {
		return false
	}
	b := s.head("page.commercial", s.say(s.q.TermTitle()), s.word("contract.note"))
	b.Y, b.H = b.Y+8, b.H-8
	axis := s.termAxis()
	h := axis.Height(s, b.W, 132, s.t.charts())
	axis.Draw(s, charts.Box{X: b.X, Y: b.Y, W: b.W, H: h}, s.t.charts())
	low := charts.Box{X: b.X, Y: b.Y + h + 34, W: b.W, H: b.H - h - 34}
	s.rule(b.X, low.Y-14, b.W)
	if t.Seats.OK() && len(t.Weeks) > 0 {
		s.terms(s.span(low, 1, 5), 1)
		s.termSeats(s.span(low, 6, 12))
	} else {
		s.terms(low, 2)
	}
	return true
}

// termAxis is the time from the term's begin, or the quarter's where that is unknown,
// to its end.
func (s *sheet) termAxis() charts.Timeline {
	t := s.q.Term
	from := t.Began
	if from.IsZero() || !from.Before(s.q.AsOf) {
		from = s.q.Period.Start
	}
	to := t.RenewalOn
	if !to.After(s.q.AsOf) {
		to = s.q.AsOf
	}
	to = to.AddDate(0, 0, 1+int(to.Sub(from).Hours()/24/24)) // room after the last mark
	span := to.Sub(from)
	at := func(day time.Time) float64 { return float64(day.Sub(from)) / float64(span) }
	line := charts.Timeline{Ticks: s.monthTicks(from, to, at), More: s.more("plan.more")}
	if from.Equal(t.Began) {
		line.Marks = append(line.Marks, charts.Mark{At: 0, Label: s.sayf("contract.began", reports.Args{"on": t.Began}), Hollow: true})
	}
	later := []charts.Mark{{At: at(s.q.AsOf), Label: s.sayf("contract.today", reports.Args{"on": s.q.AsOf}), Hollow: true}}
	if !t.NoticeOn.IsZero() && !t.NoticeOn.Before(from) {
		notice := charts.Mark{At: at(t.NoticeOn), Label: s.sayf("contract.notice_until", reports.Args{"on": t.NoticeOn}), Major: true}
		if t.NoticeOn.Before(s.q.AsOf) {
			later = append([]charts.Mark{notice}, later...)
		} else {
			later = append(later, notice)
		}
	}
	end := charts.Mark{At: at(t.RenewalOn), Label: s.sayf("contract.ends", reports.Args{"on": t.RenewalOn}), Major: true}
	if t.RenewalOn.After(s.q.AsOf) {
		later = append(later, end)
	} else {
		later = append([]charts.Mark{end}, later...)
	}
	line.Marks = append(line.Marks, later...)
	return line
}

// monthTicks are months' first days, so few that their names have room.
func (s *sheet) monthTicks(from, to time.Time, at func(time.Time) float64) []charts.Tick {
	step := 1
	for _, wider := range []int{2, 3, 6, 12, 24, 60, 120} {
		if to.Sub(from).Hours()/24/30/float64(step) > 13 {
			step = wider
		}
	}
	var ticks []charts.Tick
	for m := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, time.UTC); m.Before(to); m = m.AddDate(0, step, 0) {
		label := s.b.MonthShort(m)
		if m.Month() == time.January || len(ticks) == 0 || step > 11 {
			label = s.b.Day(m)
		}
		ticks = append(ticks, charts.Tick{At: at(m), Label: label})
	}
	return ticks
}

// terms lists what was agreed, in so many columns.
func (s *sheet) terms(b charts.Box, columns int) {
	t, q := s.q.Term, s.q
	var rows [][]cell
	add := func(known bool, key, value string) {
		if known {
			rows = append(rows, []cell{{text: s.word("contract." + key)}, {text: value, strong: true, lines: 2}})
		}
	}
	add(q.Customer.Plan != "", "plan", s.quoted(q.Customer.Plan))
	add(!q.Customer.Since.IsZero(), "since", s.b.Day(q.Customer.Since))
	add(!t.Began.IsZero(), "begin", s.b.Day(t.Began))
	add(t.Months.OK(), "length", s.sayf("contract.months", reports.Args{"n": t.Months.Count()}))
	add(true, "end", s.b.Day(t.RenewalOn))
	add(t.DaysLeft.OK() && t.DaysLeft.V > 0, "left", s.sayf("contract.days", reports.Args{"n": t.DaysLeft.Count()}))
	add(t.NoticeDays.OK(), "notice_period", s.sayf("contract.days", reports.Args{"n": t.NoticeDays.Count()}))
	add(!t.NoticeOn.IsZero(), "notice_day", s.b.Day(t.NoticeOn))
	add(t.Seats.OK(), "bought", s.b.Tell(t.Seats.Count()))
	inner := s.block(b, s.word("contract.agreed"), "")
	each := (len(rows) + columns - 1) / columns
	for i, part := range slices.Collect(slices.Chunk(rows, each)) {
		s.plain(s.span(inner, i*12/columns+1, (i+1)*12/columns), 0.5, part)
	}
}

// termSeats draws the seats bought over the quarter's weeks, and below them the
// people active in each.
func (s *sheet) termSeats(b charts.Box) {
	t := s.q.Term
	inner := s.block(b, s.say(s.q.TermSeatsTitle()), s.sayf("contract.seats_note", reports.Args{"from": t.Weeks[0].Start, "to": t.Weeks[len(t.Weeks)-1].Start.AddDate(0, 0, 6)}))
	line := charts.Line{Format: s.b.Scale(s.b.Count), Whole: true}
	bought := charts.Series{Name: s.word("contract.bought_line"), Ghost: true}
	for _, w := range t.Weeks {
		line.Labels = append(line.Labels, s.b.DayShort(w.Start))
		bought.Values = append(bought.Values, w.Seats.Plot())
		bought.Last = s.b.Tell(w.Seats.Count())
	}
	line.Series = append(line.Series, bought)
	if u := s.q.Usage; u != nil {
		active := s.weeks(u.At(t.Weeks))
		active.Name = s.word("contract.active_line")
		line.Series = append(line.Series, active)
	}
	line.Draw(s, charts.Box{X: inner.X, Y: inner.Y + 4, W: inner.W, H: inner.H - 4}, s.t.charts())
}
