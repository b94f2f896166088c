package pdf

import (
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawService draws tickets, reply times, what was said, and what is open.
func drawService(s *sheet) bool {
	voice := s.q.NPS != nil || s.q.CSAT != nil || s.q.CES != nil
	if s.q.Support == nil && !voice {
		return false
	}
	b := s.head("page.service", s.say(s.q.ServiceTitle()), "")
	gap := 26.0
	half := (b.H - gap) / 2
	if s.q.Support != nil && s.q.Support.OpenTickets.V == 0 && (s.q.NPS == nil || !s.q.NPS.Shown) {
		half = b.H - gap - 132 // little stands below: the columns may be taller
	}
	top := charts.Box{X: b.X, Y: b.Y, W: b.W, H: half + 12}
	low := charts.Box{X: b.X, Y: b.Y + half + 12 + gap, W: b.W, H: half - 12}
	if s.q.Support == nil {
		s.voice(s.span(b, 1, 8))
		return true
	}
	s.tickets(s.span(top, 1, 6))
	s.replies(s.span(top, 7, 12))
	s.rule(b.X, low.Y-gap/2, b.W)
	if voice {
		s.voice(s.span(low, 1, 6))
		s.oldest(s.span(low, 7, 12))
	} else {
		s.oldest(s.span(low, 1, 12))
	}
	return true
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

// replies draws each priority's median first reply against its own target.
func (s *sheet) replies(b charts.Box) {
	inner := s.block(b, s.say(s.q.RepliesTitle()), s.word("replies.note"))
	pitch := max(27, min(38, (inner.H-24)/float64(max(1, len(s.q.Support.Priorities)))))
	y := inner.Y + 4
	for _, p := range s.q.Support.Priorities {
		if y+pitch > inner.Bottom() {
			break
		}
		s.reply(charts.Box{X: inner.X, Y: y, W: inner.W, H: pitch}, p)
		y += pitch
	}
	if r := s.q.Support.Resolution; r.OK() && y+16 <= inner.Bottom()+4 {
		text := s.sayf("replies.solved", reports.Args{"time": r.Minutes()})
		s.Text(inner.X, y+14, charts.Fit(s, text, s.t.small(), inner.W), s.t.small())
	}
}

func (s *sheet) reply(b charts.Box, p reports.Priority) {
	base := b.Y + b.H/2 + s.t.Sizes.Small*0.357
	name, quiet := s.t.small(), s.t.small().In(s.t.Colors.Muted.c())
	label, bar, text := 62.0, b.W*0.36, b.W*0.28
	s.Text(b.X, base, charts.Fit(s, s.word("priority."+p.Name), name, label-6), name)
	x := b.X + label
	switch {
	case p.Created.OK() && p.Created.V == 0:
		s.Text(x, base, s.word("replies.no_tickets"), quiet)
		return
	case !p.FirstReply.OK():
		s.Text(x, base, s.word("replies.no_reply"), quiet)
		return
	}
	words := s.sayf("replies.no_target", reports.Args{"time": p.FirstReply.Minutes()})
	if p.Target.OK() {
		charts.Meter{Value: p.FirstReply.V, Whole: p.Target.V, Behind: p.FirstReply.V > p.Target.V}.
			Draw(s, charts.Box{X: x, Y: b.Y + (b.H-9)/2, W: bar, H: 9}, s.t.charts())
		words = s.sayf("replies.of_target", reports.Args{"time": p.FirstReply.Minutes(), "target": p.Target.Minutes()})
	}
	x += bar + 12
	s.Text(x, base, charts.Fit(s, words, name, text), name.In(s.t.Colors.Ink.c()))
	if p.From.OK() && p.From.V > 0 {
		met := s.sayf("replies.met", reports.Args{"met": p.Met.Count(), "n": p.From.Count()})
		s.Text(b.Right(), base, charts.Fit(s, met, quiet, b.Right()-x-text), quiet.At(charts.Right))
	}
}

// voice draws the answers to the recommendation question, the score only when
// there are enough of them, and the other surveys as lines.
func (s *sheet) voice(b charts.Box) {
	inner := s.block(b, s.say(s.q.VoiceTitle()), s.sayf("voice.note", reports.Args{"period": s.q.Period}))
	y := inner.Y + 2
	if n := s.q.NPS; n != nil && n.Responses.V > 0 {
		split := charts.Split{Pieces: [3]charts.Piece{
			s.piece("voice.detractors", n.Detractor, n),
			s.piece("voice.passives", n.Passives, n),
			s.piece("voice.promoters", n.Promoters, n),
		}}
		split.Draw(s, charts.Box{X: inner.X, Y: y, W: inner.W, H: 40}, s.t.charts())
		y += 50
		if n.Shown {
			scale := charts.Interval{Low: n.Low.V, Value: n.Score.V, High: n.High.V, From: -100, To: 100, Format: s.b.Scale(s.b.Signed)}
			scale.Draw(s, charts.Box{X: inner.X, Y: y, W: inner.W, H: 22}, s.t.charts())
			y += 26
			s.Text(inner.X, y+8, charts.Fit(s, s.say(s.q.VoiceNote()), s.t.small(), inner.W), s.t.small())
			y += 14
		}
	}
	style := s.t.small()
	for _, line := range s.otherSurveys() {
		s.Text(inner.X, y+10, charts.Fit(s, line, style, inner.W), style)
		y += 14
	}
}

// piece is one share of the answers; a share in per cent only goes with a score.
func (s *sheet) piece(key string, n reports.Number, of *reports.Survey) charts.Piece {
	form := "voice.count"
	if of.Shown {
		form = "voice.share_count"
	}
	text := s.sayf(form, reports.Args{"n": n.Count(), "share": n.Over(of.Responses).Share()})
	return charts.Piece{Name: s.word(key), Count: n.V, Text: text}
}

func (s *sheet) otherSurveys() []string {
	var out []string
	if c := s.q.CSAT; c != nil && c.Responses.V > 0 && !strings.HasPrefix(s.q.VoiceTitle().Key, "voice.csat") {
		key := "voice.csat_few"
		if c.Shown {
			key = "voice.csat_line"
		}
		out = append(out, s.sayf(key, reports.Args{"share": c.Score.Share(), "good": c.Promoters.Count(), "n": c.Responses.Count()}))
	}
	if c := s.q.CES; c != nil && c.Responses.V > 0 {
		out = append(out, s.sayf("voice.ces_line", reports.Args{"score": c.Score.Decimal(1), "max": c.ScaleMax.Decimal(0), "n": c.Responses.Count()}))
	}
	return out
}

// oldest names the open tickets by age.
func (s *sheet) oldest(b charts.Box) {
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
	var rows [][]cell
	for _, t := range sup.Oldest {
		rows = append(rows, []cell{
			{text: s.b.Quoted(strings.TrimSpace("#" + t.ID + "  " + t.Subject)), strong: true},
			{text: s.word("priority." + t.Priority)},
			{text: s.b.DayShort(t.Created)},
			{text: s.word("state." + t.State)},
		})
	}
	hidden := int(sup.OpenTickets.V) - len(sup.Oldest)
	s.table(inner, columns, rows, func(n int) string { return s.more("oldest.more")(n + hidden) })
}
