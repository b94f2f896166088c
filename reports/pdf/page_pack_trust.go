package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackTrust draws how far the data can be relied on: of how many customers there is
// what, how new each source is, and which checks did not pass.
func drawPackTrust(s *sheet, p *reports.Pack) bool {
	t := &p.Trust
	title := s.say(t.Title())
	if title == "" {
		return false
	}
	note := s.sayf("pack.trust_note", reports.Args{"n": reports.Count(t.Checks.Total), "customers": s.whole(t.Customers), "known": p.KnownAt, "matched": s.rate(t.Matched), "records": s.whole(t.Records), "restated": s.whole(t.Restated)})
	if !t.Matched.OK() {
		note = s.sayf("pack.checks_note", reports.Args{"n": reports.Count(t.Checks.Total), "passed": reports.Count(t.Checks.Passed)})
	}
	b := s.head("pack.section_trust", title, note)
	left := s.block(s.span(b, 1, 5), s.word("pack.areas_title"), s.word("pack.areas_note"))
	bars := charts.Bars{Top: 1}
	for _, a := range t.Areas {
		bar := charts.Bar{Label: s.word("pack.area_" + a.Name), Value: value(a.Share), Before: value(reports.Number{}), Quiet: a.Name == "all"}
		bar.Text = s.sayf("pack.area_of", reports.Args{"share": s.rate(a.Share), "n": s.whole(a.WithData), "of": s.whole(a.Paying)})
		if a.NoSource || !a.Share.OK() {
			bar.Value, bar.Text = value(reports.Number{}), s.word("pack.area_none")
		}
		bars.Rows = append(bars.Rows, bar)
	}
	left.H = min(left.H, 25*float64(len(bars.Rows)))
	bars.Draw(s, left, s.t.charts())
	y := left.Bottom() + 22
	s.sourceTable(charts.Box{X: left.X, Y: y, W: left.W, H: b.Bottom() - y}, t)
	s.findings(s.span(b, 6, 12), p)
	return true
}

func (s *sheet) sourceTable(b charts.Box, t *reports.Trust) {
	columns := []column{{title: s.word("pack.source"), share: 30}, {title: s.word("pack.source_loaded"), share: 45}, {title: s.word("pack.source_rows"), share: 25, align: charts.Right}}
	var rows [][]cell
	for _, one := range t.Sources {
		when := s.b.Instant(one.Loaded)
		if one.Loaded.IsZero() {
			when = s.word("pack.source_never")
		} else if one.Late {
			when = s.sayf("pack.source_late", reports.Args{"when": when})
		}
		rows = append(rows, []cell{{text: one.Name, strong: true}, {text: when, quiet: !one.Late}, {text: s.count(float64(one.Rows)), quiet: true}})
	}
	s.table(b, columns, rows, s.more("pack.more_sources"))
}

// findings lists the checks that did not pass, and what systems tell differently.
func (s *sheet) findings(b charts.Box, p *reports.Pack) {
	t := &p.Trust
	title := "pack.checks_title"
	if len(t.Failing) == 0 {
		title = "pack.checks_none"
	}
	inner := s.block(b, s.word(title), s.sayf("pack.checks_note", reports.Args{"n": reports.Count(t.Checks.Total), "passed": reports.Count(t.Checks.Passed)}))
	if len(t.Disputes) > 0 {
		inner.H -= 50 + rowPitch*float64(len(t.Disputes))
	}
	y := inner.Y
	if len(t.Failing) > 0 {
		columns := []column{{title: s.word("pack.check"), share: 66}, {title: s.word("pack.check_weight"), share: 16}, {title: s.word("pack.check_rows"), share: 18, align: charts.Right}}
		var rows [][]cell
		for _, f := range t.Failing {
			what := f.Detail
			if what == "" {
				what = f.Check
			}
			rows = append(rows, []cell{{text: what, lines: 2, strong: f.Severity == "error"}, {text: s.word("pack.check_" + f.Severity), quiet: true},
				{text: s.sayf("pack.check_of", reports.Args{"n": reports.Count(f.Failed), "of": reports.Count(f.Total)}), quiet: true}})
		}
		y = s.table(inner, columns, rows, s.more("pack.more_checks"))
	}
	if len(t.Disputes) == 0 {
		return
	}
	y += 18
	columns := []column{{title: s.word("pack.dispute"), share: 60}, {title: s.word("pack.customers"), share: 18, align: charts.Right}, {title: s.sayf("pack.mrr_in", reports.Args{"currency": p.Currency}), share: 22, align: charts.Right}}
	var rows [][]cell
	for _, d := range t.Disputes {
		rows = append(rows, []cell{{text: s.word("pack.cause_" + d.Cause)}, {text: s.whole(d.Customers)}, {text: s.whole(d.Amount)}})
	}
	s.table(charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}, columns, rows, s.more("pack.more_disputes"))
}
