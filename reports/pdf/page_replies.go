package pdf

import (
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// repliesTo is the most times of its target a reply may take and still be drawn to
// scale; what took longer ends at the edge.
const repliesTo = 2.5

// replies draws each priority's first replies against its own target: how long half
// and nine of ten took. All bars count in targets, so the ticks stand in one line.
func (s *sheet) replies(b charts.Box) {
	inner := s.block(b, s.say(s.q.RepliesTitle()), s.word("replies.note"))
	pitch := max(22, min(38, (inner.H-34)/float64(max(1, len(s.q.Support.Priorities)))))
	y, l := inner.Y+4, s.replyColumns(inner)
	for _, p := range s.q.Support.Priorities {
		if y+pitch > inner.Bottom() {
			break
		}
		s.reply(charts.Box{X: inner.X, Y: y, W: inner.W, H: pitch}, p, l)
		y += pitch
	}
	if r := s.q.Support.Resolution; r.OK() && y+16 <= inner.Bottom()+4 {
		key := "replies.solved"
		if s.q.Support.ResolutionSlow.OK() {
			key = "replies.solved_slow"
		}
		text := s.sayf(key, reports.Args{"time": r.Minutes(), "slow": s.q.Support.ResolutionSlow.Minutes()})
		s.lines(inner.X, y+14, inner.W, text, s.t.small(), 1.3, 2)
	}
}

// slowest is the end of the bars' scale, in targets.
func (s *sheet) slowest() float64 {
	top := 1.15
	for _, p := range s.q.Support.Priorities {
		if !p.Target.OK() || p.Target.V <= 0 {
			continue
		}
		for _, n := range []reports.Number{p.FirstReply, p.ReplySlow} {
			if n.OK() {
				top = max(top, n.V/p.Target.V)
			}
		}
	}
	return min(top, repliesTo)
}

// replyColumns are the widths of a row: its name, the bar, the words behind it and how
// many met the target; top is the end of the bars' scale, in targets.
type replyColumns struct{ label, bar, text, met, top float64 }

func (s *sheet) replyColumns(b charts.Box) replyColumns {
	const barLeast, gap = 56.0, 12.0
	l := replyColumns{label: 62, text: b.W * 0.25, top: s.slowest()}
	for _, p := range s.q.Support.Priorities {
		l.met = max(l.met, s.Width(s.metOf(p), s.t.small()))
		l.text = max(l.text, s.Width(s.replyWords(p), s.t.small()), s.Width(s.slowOf(p), s.t.micro()))
	}
	l.text = min(l.text+1, b.W-l.label-l.met-barLeast-2*gap)
	l.bar = min(b.W*0.36, b.W-l.label-l.text-l.met-2*gap)
	return l
}

// replyWords are the median of a priority's first replies, and its target if it has one.
func (s *sheet) replyWords(p reports.Priority) string {
	switch {
	case !p.FirstReply.OK():
		return ""
	case p.Target.OK():
		return s.sayf("replies.of_target", reports.Args{"time": p.FirstReply.Minutes(), "target": p.Target.Minutes()})
	}
	return s.sayf("replies.no_target", reports.Args{"time": p.FirstReply.Minutes()})
}

// slowOf is how long nine of ten first replies took, "" where that is not known.
func (s *sheet) slowOf(p reports.Priority) string {
	if !p.ReplySlow.OK() {
		return ""
	}
	return s.sayf("replies.slow", reports.Args{"time": p.ReplySlow.Minutes()})
}

// metOf is how many of a priority's tickets met their target, "" where none is decided.
func (s *sheet) metOf(p reports.Priority) string {
	if !p.From.OK() || p.From.V == 0 {
		return ""
	}
	return s.sayf("replies.met", reports.Args{"met": p.Met.Count(), "n": p.From.Count()})
}

func (s *sheet) reply(b charts.Box, p reports.Priority, l replyColumns) {
	base := b.Y + b.H/2 + s.t.Sizes.Small*0.357
	name, quiet := s.t.small(), s.t.small().In(s.t.Colors.Muted.c())
	s.Text(b.X, base, charts.Fit(s, s.word("priority."+p.Name), name, l.label-6), name)
	x := b.X + l.label
	switch {
	case p.Created.OK() && p.Created.V == 0:
		s.Text(x, base, s.word("replies.no_tickets"), quiet)
		return
	case !p.FirstReply.OK():
		s.Text(x, base, s.word("replies.no_reply"), quiet)
		return
	}
	words := s.replyWords(p)
	if p.Target.OK() {
		charts.Percentile{Half: p.FirstReply.V, Slow: p.ReplySlow.Plot(), Target: p.Target.V, Top: p.Target.V * l.top, Behind: p.FirstReply.V > p.Target.V}.
			Draw(s, charts.Box{X: x, Y: b.Y + (b.H-9)/2, W: l.bar, H: 9}, s.t.charts())
	}
	x += l.bar + 12
	if slow := s.slowOf(p); slow != "" {
		s.Text(x, base+6, charts.Fit(s, slow, s.t.micro(), l.text), s.t.micro())
		base -= 4.5
	}
	s.Text(x, base, charts.Fit(s, words, name, l.text), name.In(s.t.Colors.Ink.c()))
	s.Text(b.Right(), base, s.metOf(p), quiet.At(charts.Right))
}

// ticketName is a ticket's number and subject.
func (s *sheet) ticketName(t reports.Ticket) string {
	return s.quoted(strings.TrimSpace("#" + t.ID + "  " + t.Subject))
}
