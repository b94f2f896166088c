package pdf

import (
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackBridge draws the way of MRR through twelve months, and beside it the largest
// single steps.
func drawPackBridge(s *sheet, p *reports.Pack) bool {
	g := &p.Bridge
	title := s.say(g.Title())
	if title == "" {
		return false
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
	if len(g.Flows) > 2 {
		const low = 150
		s.flows(charts.Box{X: b.X, Y: b.Bottom() - low, W: b.W, H: low}, g, p.Currency)
		b.H -= low + 14
	}
	left := s.span(b, 1, 7)
	inner := s.block(left, s.sayf("pack.bridge_chart", reports.Args{"by": s.signed(g.End.Less(g.Start)), "currency": p.Currency}), s.word("pack.bridge_how"))
	inner.H = min(inner.H, 28*float64(len(fall.Changes)+2))
	fall.Draw(s, inner, s.t.charts())
	if len(g.Largest) == 0 {
		return true
	}
	shown := g.Largest[:min(len(g.Largest), max(1, int((b.H-64)/rowPitch)))]
	right := s.block(s.span(b, 8, 12), s.word("pack.largest_title"), s.sayf("pack.largest_note", reports.Args{"n": reports.Count(len(shown))}))
	columns := []column{
		{title: s.word("pack.customer"), share: 35}, {title: s.word("pack.month"), share: 19}, {title: s.word("pack.movement"), share: 27},
		{title: s.sayf("pack.mrr_in", reports.Args{"currency": p.Currency}), share: 19, align: charts.Right},
	}
	var rows [][]cell
	for _, m := range shown {
		rows = append(rows, []cell{
			{text: m.Customer, strong: true}, {text: s.monthYear(m.Month), quiet: true}, {text: s.word("pack.kind_" + m.Kind), quiet: true}, {text: s.signed(m.By)},
		})
	}
	s.table(right, columns, rows, nil)
	return true
}

// flows draws what each month added and took away.
func (s *sheet) flows(b charts.Box, g *reports.Bridge, currency string) {
	var days []time.Time
	var added, taken []reports.Number
	for _, m := range g.Flows {
		days, added, taken = append(days, m.Month), append(added, m.Added), append(taken, m.Taken)
	}
	last := g.Flows[len(g.Flows)-1]
	inner := s.block(b, s.word("pack.flows_title"), s.sayf("pack.flows_note", reports.Args{"n": reports.Count(len(g.Flows)), "currency": currency}))
	charts.Line{Labels: s.months(days), Format: s.count, Series: []charts.Series{
		{Name: s.word("pack.flows_added"), Values: values(added), Last: s.whole(last.Added)}, {Name: s.word("pack.flows_taken"), Values: values(taken), Last: s.whole(last.Taken), Ghost: true},
	}}.Draw(s, inner, s.t.charts())
}
