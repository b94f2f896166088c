package pdf

import (
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Few goals stand further apart, so that they fill their page as many do.
const (
	goalPitch = 50.0
	goalApart = 112.0
)

// drawGoals draws a track for each goal and below it the ledger of promises.
func drawGoals(s *sheet) bool {
	goals, promises := s.q.Goals, s.q.Promises
	if len(goals) == 0 && len(promises) == 0 {
		return false
	}
	note := ""
	if len(goals) > 0 {
		note = s.sayf("goals.note", reports.Args{"day": s.q.AsOf})
	}
	b := s.head("page.goals", s.say(s.q.GoalsTitle()), note)
	ledger := 0.0
	if len(promises) > 0 {
		ledger = min(76+rowPitch*float64(len(promises)), b.H*0.5)
		if len(goals) == 0 {
			ledger = b.H
		}
	}
	y := b.Y
	if len(goals) > 0 {
		y = s.goalRows(charts.Box{X: b.X, Y: b.Y, W: b.W, H: b.H - ledger})
	}
	if len(promises) > 0 {
		s.ledger(charts.Box{X: b.X, Y: y + 10, W: b.W, H: b.Bottom() - y - 10})
	} else if len(goals) > 0 {
		s.nextGoals(charts.Box{X: b.X, Y: y + 10, W: b.W, H: b.Bottom() - y - 10})
	}
	return true
}

// nextGoals leaves lines to write on in the meeting where few goals and no
// promises leave room.
func (s *sheet) nextGoals(b charts.Box) {
	const pitch, most = 38.0, 5
	lines := min(most, int((b.H-48)/pitch))
	if lines < 2 {
		return
	}
	inner := s.block(b, s.word("goals.next"), "")
	columns := []column{
		{title: s.word("goals.next_goal"), share: 40},
		{title: s.word("goals.next_measure"), share: 30},
		{title: s.word("goals.next_target"), share: 15},
		{title: s.word("goals.next_due"), share: 15},
	}
	y := s.table(inner, columns, nil, nil)
	for range lines {
		y += pitch
		s.rule(inner.X, y, inner.W)
	}
}

func (s *sheet) goalRows(b charts.Box) float64 {
	n := len(s.q.Goals)
	room := int(b.H / goalPitch)
	if n > room {
		n = max(1, int((b.H-rowPitch)/goalPitch))
	}
	pitch := min(goalApart, b.H/float64(n))
	y := b.Y
	for _, g := range s.q.Goals[:n] {
		s.rule(b.X, y, b.W)
		s.goal(charts.Box{X: b.X, Y: y, W: b.W, H: pitch}, g)
		y += pitch
	}
	if hidden := len(s.q.Goals) - n; hidden > 0 {
		style := s.t.small().In(s.t.Colors.Muted.c())
		s.Text(b.X, y+12, s.sayf("goals.more", reports.Args{"n": leftOut(hidden)}), style)
		y += rowPitch
	}
	return y
}

func (s *sheet) goal(b charts.Box, g reports.Goal) {
	text, track, state := s.span(b, 1, 5), s.span(b, 6, 10), s.span(b, 11, 12)
	mid := b.Y + b.H/2
	sub := s.t.small().In(s.t.Colors.Muted.c())
	s.goalText(text, mid, g, sub)
	if g.Baseline.OK() && g.Target.OK() && g.Actual.OK() && g.Baseline.V != g.Target.V {
		charts.Bullet{
			Start: g.Baseline.V, Target: g.Target.V, Now: g.Actual.V,
			StartText:  s.sayf("goals.start", reports.Args{"n": s.unit(g.Baseline, g.Unit)}),
			TargetText: s.sayf("goals.target", reports.Args{"n": s.unit(g.Target, g.Unit)}),
			NowText:    s.sayf("goals.now", reports.Args{"n": s.unit(g.Actual, g.Unit)}),
			Behind:     g.Status == reports.GoalBehind || g.Status == reports.GoalMissed,
		}.Draw(s, charts.Box{X: track.X, Y: b.Y, W: track.W, H: b.H}, s.t.charts())
	} else {
		s.Text(track.X, mid+3, s.word("goals.no_measure"), sub)
	}
	s.status(state.X+6, mid-3, string(g.Status), state.W-6)
	if !g.DueOn.IsZero() {
		due := s.sayf("goals.due", reports.Args{"on": g.DueOn})
		if s.Width(due, sub) > state.W-19 {
			due = s.b.Day(g.DueOn) // below its status a date says enough
		}
		s.Text(state.X+19, mid+11, charts.Fit(s, due, sub, state.W-19), sub)
	}
	if way := g.Way(); b.H >= goalPitch+16 && way.OK() {
		s.Text(state.X+19, mid+24, charts.Fit(s, s.sayf("goals.way", reports.Args{"share": way.Share()}), sub, state.W-19), sub)
	}
}

// goalText writes a goal's title over its measure and owner, each on two lines where
// one is too short for it.
func (s *sheet) goalText(b charts.Box, mid float64, g reports.Goal, sub charts.TextStyle) {
	title := strong(s.t.body()).In(s.t.Colors.Ink.c())
	titles := charts.Wrap(s, s.quoted(g.Title), title, b.W, 2)
	subs := charts.Wrap(s, s.goalSub(g), sub, b.W, 2)
	y := mid + 9 - float64(len(titles)+len(subs)-1)*6
	for _, line := range titles {
		s.Text(b.X, y-6, line, title)
		y += 12.5
	}
	for i, line := range subs {
		s.Text(b.X, y-4.5+float64(i)*rowLeading, line, sub)
	}
}

func (s *sheet) goalSub(g reports.Goal) string {
	out := s.quoted(g.Measure)
	if g.Owner != "" {
		if out != "" {
			out += "   ·   "
		}
		out += s.quoted(g.Owner)
	}
	return out
}

// unit prints a value with its unit; a percent unit stands without a space and
// its values are per cents already.
func (s *sheet) unit(n reports.Number, unit string) string {
	switch {
	case !n.OK() || unit == "":
		return s.tell(n.Decimal(1))
	case unit == "%" || unit == "percent":
		return s.tell(n.Percents())
	}
	return s.tell(n.Decimal(1)) + " " + s.quoted(unit)
}

// ledger is the table of promises for the quarter.
func (s *sheet) ledger(b charts.Box) {
	note := s.sayf("promises.note", reports.Args{"period": s.q.Period})
	inner := s.block(b, s.say(s.q.PromisesTitle()), note)
	columns := []column{
		{title: s.word("promises.side"), share: 7},
		{title: s.word("promises.what"), share: 50},
		{title: s.word("promises.owner"), share: 20},
		{title: s.word("promises.due"), share: 13},
		{title: s.word("promises.status"), share: 10},
	}
	s.table(inner, columns, s.commitmentRows(s.q.Promises), s.more("promises.more"))
}

func (s *sheet) commitmentRows(list []reports.Commitment) [][]cell {
	var rows [][]cell
	for _, c := range list {
		rows = append(rows, []cell{
			{text: s.word("promises.side_" + string(c.Side)), quiet: true},
			{text: s.quoted(c.Text), strong: true},
			{text: s.quoted(c.Owner)},
			{text: s.dayOr(c.DueOn)},
			{status: string(c.Status)},
		})
	}
	return rows
}

// dayOr prints a day, or says that there is none.
func (s *sheet) dayOr(day time.Time) string {
	if day.IsZero() {
		return s.word("plan.no_date")
	}
	return s.b.Day(day)
}
