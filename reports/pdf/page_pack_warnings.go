package pdf

import (
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackWarnings draws whether risk alerts were right, month by month and rule by rule.
func drawPackWarnings(s *sheet, p *reports.Pack) bool {
	w := &p.Warnings
	title := s.say(w.Title())
	if title == "" {
		return false
	}
	b := s.head("pack.section_warnings", title, s.sayf("pack.warnings_note", reports.Args{"n": reports.Count(w.Told.V), "from": p.AsOf.AddDate(-1, 0, 1), "to": p.AsOf}))
	right := reports.Number{}
	if w.Judged.V > 0 {
		right = w.Right.Over(w.Judged)
	}
	missed := s.word("pack.missed_none")
	if w.Losses.OK() {
		missed = s.sayf("pack.missed_note", reports.Args{"n": s.whole(w.Losses)})
	}
	answered := s.word("pack.warned_answered_none")
	if w.Due.OK() && w.Due.V > 0 {
		answered = s.sayf("pack.warned_answered_note", reports.Args{"n": reports.Count(w.Due.V)})
	}
	y := s.figures(b, []packFigure{
		{s.word("pack.warned_right"), s.rate(right), s.sayf("pack.warned_right_note", reports.Args{"n": reports.Count(w.Judged.V)})},
		{s.word("pack.warned_missed"), s.whole(w.Missed), missed},
		{s.word("pack.warned_answered"), s.rate(inTime(w)), answered},
	}) + 24
	below := charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}
	if len(w.Months) > 0 {
		inner := s.block(s.span(below, 1, 6), s.word("pack.warnings_chart"), s.word("pack.warnings_how"))
		inner.H = min(inner.H, 230)
		s.warningStack(w).Draw(s, inner, s.t.charts())
	}
	s.ruleTable(s.block(s.span(below, 7, 12), s.word("pack.rules_title"), s.sayf("pack.rules_note", reports.Args{"n": reports.Count(len(w.Rules))})), w)
	return true
}

func inTime(w *reports.Warnings) reports.Number {
	if !w.Due.OK() || w.Due.V == 0 {
		return reports.Number{}
	}
	return w.InTime.Over(w.Due)
}

// warningStack is what was told by month: right, wrong, not judged yet.
func (s *sheet) warningStack(w *reports.Warnings) charts.Stack {
	var days []time.Time
	var right, wrong, open []float64
	for _, m := range w.Months {
		days = append(days, m.Month)
		right, wrong, open = append(right, m.Right.V), append(wrong, m.Judged.V-m.Right.V), append(open, m.Told.V-m.Judged.V)
	}
	return charts.Stack{Labels: s.months(days), Format: s.count, Parts: []charts.Part{
		{Name: s.word("pack.alert_right"), Values: right}, {Name: s.word("pack.alert_wrong"), Values: wrong}, {Name: s.word("pack.alert_open"), Values: open},
	}}
}

func (s *sheet) ruleTable(b charts.Box, w *reports.Warnings) {
	columns := []column{
		{title: s.word("pack.rule"), share: 40}, {title: s.word("pack.rule_told"), share: 15, align: charts.Right}, {title: s.word("pack.rule_judged"), share: 15, align: charts.Right},
		{title: s.word("pack.rule_right"), share: 15, align: charts.Right}, {title: s.word("pack.rule_share"), share: 15, align: charts.Right},
	}
	var rows [][]cell
	for _, r := range w.Rules {
		share := reports.Number{}
		if r.Judged.V > 0 {
			share = r.Right.Over(r.Judged)
		}
		rows = append(rows, []cell{
			{text: s.sayf("pack.rule_name_"+r.Kind, reports.Args{"rule": r.Rule})}, {text: s.whole(r.Told)}, {text: s.whole(r.Judged)}, {text: s.whole(r.Right)}, {text: s.rate(share), strong: true},
		})
	}
	s.table(b, columns, rows, s.more("pack.more_rules"))
}
