package pdf

import (
	"cmp"
	"slices"
	"strconv"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// planDays is how far the plan's time axis reaches.
const planDays = 90

// drawPlan draws the coming 90 days, both sides' commitments and questions.
func drawPlan(s *sheet) bool {
	note := ""
	if len(s.planMarks()) > 0 {
		note = s.word("plan.note")
	}
	b := s.head("page.plan", s.say(s.q.PlanTitle()), note)
	// Drawn once to learn its height, then with the free room shared out.
	from := len(s.Ops)
	free := b.Bottom() - s.plan(b, 0)
	s.Ops = s.Ops[:from]
	s.plan(b, max(0, min(22, free/6)))
	return true
}

// plan draws the parts with so much extra room between them and returns where
// the lowest ends.
func (s *sheet) plan(b charts.Box, extra float64) float64 {
	b.Y, b.H = b.Y+4+extra/2, b.H-4-extra/2
	y := b.Y
	if marks := s.planMarks(); len(marks) > 0 {
		axis := s.planAxis(marks)
		h := axis.Height(s, b.W, 140, s.t.charts())
		axis.Draw(s, charts.Box{X: b.X, Y: y, W: b.W, H: h}, s.t.charts())
		y += h + 30 + extra
	}
	rest := charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}
	care := s.careRows()
	lists := rest
	if len(care) > 0 {
		lists.H -= min(rest.H*0.45, 60+rowPitch*float64(len(care)))
	}
	low := s.commitments(s.span(lists, 1, 4), reports.Us, "plan.ours", extra)
	low = max(low, s.commitments(s.span(lists, 5, 8), reports.Them, "plan.yours", extra))
	right := s.span(rest, 9, 12)
	side := s.questions(right, extra)
	if len(s.q.News) > 0 {
		if side > right.Y {
			side += 18 + extra
		}
		side = s.news(charts.Box{X: right.X, Y: side, W: right.W, H: right.Bottom() - side})
	}
	if len(care) > 0 {
		b := s.span(rest, 1, 8)
		low += 22 + extra
		low = s.care(charts.Box{X: b.X, Y: low, W: b.W, H: b.Bottom() - low}, care)
	}
	return max(low, side)
}

// careRows are the goals that are behind and the promises that are late: what
// both sides can see may stand in the way.
func (s *sheet) careRows() [][]cell {
	var rows [][]cell
	for _, g := range s.q.Goals {
		if g.Status == reports.GoalBehind || g.Status == reports.GoalMissed {
			rows = append(rows, []cell{{text: s.quoted(g.Title), strong: true, lines: 2}, {text: s.unit(g.Actual, g.Unit)}, {text: s.unit(g.Target, g.Unit)}, {text: s.dayOr(g.DueOn)}})
		}
	}
	for _, c := range s.q.Promises {
		if c.Status == reports.Late {
			rows = append(rows, []cell{{text: s.quoted(c.Text), strong: true, lines: 2}, {text: s.word("plan.care_late")}, {}, {text: s.dayOr(c.DueOn)}})
		}
	}
	return rows
}

func (s *sheet) care(b charts.Box, rows [][]cell) float64 {
	inner := s.block(b, s.word("plan.care"), "")
	columns := []column{
		{title: s.word("plan.care_point"), share: 48},
		{title: s.word("plan.care_now"), share: 18},
		{title: s.word("plan.care_target"), share: 18},
		{title: s.word("plan.care_due"), share: 16},
	}
	return s.table(inner, columns, rows, s.more("plan.more"))
}

func (s *sheet) planStart() (day reports.Period) { return s.q.Period.Next() }

func (s *sheet) planMarks() []charts.Mark {
	start := s.planStart().Start
	var marks []charts.Mark
	put := func(m charts.Mark, days float64) {
		if days >= 0 && days <= planDays {
			m.At = days / planDays
			marks = append(marks, m)
		}
	}
	if t := s.q.Term; t != nil {
		put(charts.Mark{Label: s.word("plan.renewal"), Major: true}, t.RenewalOn.Sub(start).Hours()/24)
		if !t.NoticeOn.IsZero() {
			put(charts.Mark{Label: s.word("plan.notice_day"), Major: true}, t.NoticeOn.Sub(start).Hours()/24)
		}
	}
	for _, c := range s.q.Next {
		if !c.DueOn.IsZero() {
			put(charts.Mark{Label: s.quoted(c.Text), Hollow: c.Side == reports.Them}, c.DueOn.Sub(start).Hours()/24)
		}
	}
	slices.SortStableFunc(marks, func(a, b charts.Mark) int { return cmp.Compare(a.At, b.At) })
	return marks
}

func (s *sheet) planAxis(marks []charts.Mark) charts.Timeline {
	start := s.planStart().Start
	var ticks []charts.Tick
	for m := start; m.Sub(start).Hours()/24 < planDays; m = m.AddDate(0, 1, 0) {
		ticks = append(ticks, charts.Tick{At: m.Sub(start).Hours() / 24 / planDays, Label: s.b.Month(m)})
	}
	return charts.Timeline{Ticks: ticks, Marks: marks, More: s.more("plan.more")}
}

// commitments lists one side's commitments: what, who, by when. Where there is
// none, lines are left to write on.
func (s *sheet) commitments(b charts.Box, side reports.Side, title string, extra float64) float64 {
	inner := s.block(b, s.word(title), "")
	y := inner.Y
	var list []reports.Commitment
	for _, c := range s.q.Next {
		if c.Side == side {
			list = append(list, c)
		}
	}
	quiet := s.t.small().In(s.t.Colors.Muted.c())
	if len(list) == 0 {
		s.Text(inner.X, y+8, s.word("plan.empty"), quiet)
		y += 18
		for range 4 {
			if y+34+extra/2 > inner.Bottom() {
				break
			}
			y += 34 + extra/2
			s.rule(inner.X, y, inner.W)
		}
		return y
	}
	text := s.t.body().In(s.t.Colors.Ink.c())
	for i, c := range list {
		lines := len(charts.Wrap(s, s.quoted(c.Text), text, inner.W, 2))
		h := 34 + extra/2 + float64(lines-1)*text.Size*1.35
		reserve := 0.0
		if i < len(list)-1 {
			reserve = 18
		}
		if y+h+reserve > inner.Bottom() {
			s.Text(inner.X, y+13, s.sayf("plan.more", reports.Args{"n": leftOut(len(list) - i)}), quiet)
			return y + 18
		}
		s.rule(inner.X, y, inner.W)
		below := s.lines(inner.X, y+15+extra/4, inner.W, s.quoted(c.Text), text, 1.35, 2)
		who := s.dayOr(c.DueOn)
		if c.Owner != "" {
			who = s.quoted(c.Owner) + "   ·   " + who
		}
		s.Text(inner.X, below+8, charts.Fit(s, who, quiet, inner.W), quiet)
		y += h + 5
	}
	return y
}

// questions lists what the numbers leave open, on a panel as high as its text.
func (s *sheet) questions(b charts.Box, extra float64) float64 {
	const pad, number = 14.0, 18.0
	style := s.t.body()
	w := b.W - 2*pad
	type entry struct {
		lines  []string
		number string
	}
	var entries []entry
	for i, question := range s.q.Questions() {
		lines := charts.Wrap(s, s.say(question), style, w-number, 4)
		entries = append(entries, entry{lines, s.quoted(strconv.Itoa(i + 1))})
	}
	if len(entries) == 0 {
		return b.Y
	}
	gap := 9 + extra/2
	leading := style.Size * 1.38
	h := 44.0
	for _, e := range entries {
		h += float64(len(e.lines))*leading + gap
	}
	h = min(b.H, h)
	panel := charts.Box{X: b.X, Y: b.Y - 4, W: b.W, H: h}
	s.Draw(charts.Rect(panel), charts.Paint{Fill: s.t.Colors.Wash.c()})
	inner := s.block(panel.Inset(pad, 8, pad, 8), s.word("plan.questions"), "")
	y := inner.Y + style.Size
	for _, e := range entries {
		if y+float64(len(e.lines)-1)*leading > panel.Bottom()-6 {
			return panel.Bottom()
		}
		s.Text(inner.X, y, e.number, strong(style).In(s.t.Colors.Accent.c()))
		for i, line := range e.lines {
			s.Text(inner.X+number, y+float64(i)*leading, line, style)
		}
		y += float64(len(e.lines))*leading + gap
	}
	return panel.Bottom()
}
