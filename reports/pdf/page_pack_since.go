package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackSince draws what changed since the last review, and what moved the headlines.
func drawPackSince(s *sheet, p *reports.Pack) bool {
	since := &p.Since
	title := s.say(since.Title())
	if title == "" {
		return false
	}
	b := s.head("pack.section_since", title, s.sayf("pack.since_note", reports.Args{"night": since.Night, "day": p.AsOf, "n": reports.Count(len(since.Moves))}))
	left := s.span(b, 1, 8)
	columns := []column{
		{title: s.word("pack.card_kpi"), share: 31}, {title: s.sayf("pack.since_then", reports.Args{"day": since.Night}), share: 16.5, align: charts.Right},
		{title: s.word("pack.card_now"), share: 14.5, align: charts.Right}, {share: 2}, {title: s.word("pack.since_move"), share: 18}, {title: s.word("pack.card_owner"), share: 18},
	}
	var rows [][]cell
	for _, move := range []string{"worse", "gone", "better", "new", "redefined", "unknown", "same"} {
		for _, m := range since.Moves {
			if m.Move == move {
				rows = append(rows, []cell{
					{text: m.Metric, strong: move == "worse" || move == "gone"}, {text: s.kpiValue(m.Then, m.Unit), quiet: true}, {text: s.kpiValue(m.Now, m.Unit), strong: true},
					{}, {text: s.word("pack.move_" + move), lines: 2}, {text: m.Owner, quiet: true},
				})
			}
		}
	}
	s.table(left, columns, rows, s.more("pack.more_kpis"))
	if len(since.Drivers) > 0 {
		s.kpiDrivers(s.span(b, 9, 12), since.Drivers)
	}
	return true
}

// kpiDrivers lists what moved the headline KPIs, the largest part first.
func (s *sheet) kpiDrivers(b charts.Box, all []reports.KPIDriver) {
	inner := s.block(b, s.word("pack.drivers_title"), s.word("pack.drivers_note"))
	quiet := s.t.small().In(s.t.Colors.Muted.c())
	y, last := inner.Y, ""
	for _, d := range all {
		need := 17.0
		if d.Name != last {
			need += 19
		}
		if y+need > inner.Bottom() {
			return
		}
		if d.Name != last {
			last = d.Name
			style := strong(s.t.small()).In(s.t.Colors.Ink.c())
			s.Text(b.X, y+14, charts.Fit(s, d.Metric, style, b.W), style)
			y += 19
		}
		text := s.signedValue(d.Change, d.Unit)
		s.Text(b.Right(), y+11, text, strong(s.t.small()).In(s.t.Colors.Ink.c()).At(charts.Right))
		s.Text(b.X, y+11, charts.Fit(s, s.word("pack.driver_"+d.Driver), quiet, b.W-s.Width(text, quiet)-16), quiet)
		y += 17
		s.rule(b.X, y, b.W)
	}
}

// signedValue is a change in the unit of its KPI; of shares in points of per cent.
func (s *sheet) signedValue(n reports.Number, unit string) string {
	return s.number(n, func(v float64) string {
		if unit == "ratio" {
			v *= 100
		}
		text := s.b.Number(v, 1)
		if v > 0 && text != "0" {
			text = "+" + text
		}
		return text
	})
}
