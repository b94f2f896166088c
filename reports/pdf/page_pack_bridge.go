package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackBridge draws the way of MRR through twelve months, and beside it the largest
// single steps.
func drawPackBridge(s *sheet, p *reports.Pack) {
	g := &p.Bridge
	title := s.say(g.Title())
	if title == "" {
		s.lackingPage("pack.section_bridge", "bridge")
		return
	}
	last := g.Until.AddDate(0, 0, -1)
	note := s.sayf("pack.bridge_note", reports.Args{"from": g.From, "to": last, "currency": p.Currency, "start": reports.Count(g.StartN.V), "end": reports.Count(g.EndN.V)})
	b := s.head("pack.section_bridge", title, note)
	fall := charts.Waterfall{
		From: g.Start.V, To: g.End.V, FromLabel: s.b.Day(g.From.AddDate(0, 0, -1)), ToLabel: s.b.Day(last), FromText: s.whole(g.Start), ToText: s.whole(g.End),
	}
	for _, step := range g.Steps {
		text := s.signed(step.By)
		if step.Customers.OK() && step.Customers.V != 0 {
			text = s.sayf("pack.bridge_step", reports.Args{"by": text, "n": reports.Count(step.Customers.V)})
		}
		fall.Changes = append(fall.Changes, charts.Change{Label: s.word("pack.kind_" + step.Kind), By: step.By.V, Text: text})
	}
	left := s.span(b, 1, 7)
	inner := s.block(left, s.sayf("pack.bridge_chart", reports.Args{"by": s.signed(g.End.Less(g.Start)), "currency": p.Currency}), s.word("pack.bridge_how"))
	inner.H = min(inner.H, 30*float64(len(fall.Changes)+2))
	fall.Draw(s, inner, s.t.charts())
	if len(g.Largest) == 0 {
		return
	}
	right := s.block(s.span(b, 8, 12), s.word("pack.largest_title"), s.sayf("pack.largest_note", reports.Args{"n": reports.Count(len(g.Largest))}))
	columns := []column{
		{title: s.word("pack.customer"), share: 38}, {title: s.word("pack.month"), share: 20}, {title: s.word("pack.movement"), share: 22},
		{title: s.sayf("pack.mrr_in", reports.Args{"currency": p.Currency}), share: 20, align: charts.Right},
	}
	var rows [][]cell
	for _, m := range g.Largest {
		rows = append(rows, []cell{
			{text: m.Customer, strong: true}, {text: s.monthYear(m.Month), quiet: true}, {text: s.word("pack.kind_" + m.Kind), quiet: true}, {text: s.signed(m.By)},
		})
	}
	s.table(right, columns, rows, nil)
}
