package pdf

import (
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackRetention draws what twelve months left of the MRR they began with, month by
// month, and beside it the newest figures with what they rest on.
func drawPackRetention(s *sheet, p *reports.Pack) bool {
	r := &p.Retention
	title, last := s.say(r.Title()), r.Last()
	if title == "" {
		return false
	}
	note := s.sayf("pack.retention_note", reports.Args{"n": reports.Count(last.Customers.V), "from": last.Start, "to": last.End.AddDate(0, 0, -1), "mrr": reports.Count(last.StartMRR.V), "currency": p.Currency})
	b := s.head("pack.section_retention", title, note)
	left := s.span(b, 1, 8)
	if len(r.Points) > 1 {
		inner := s.block(left, s.sayf("pack.retention_chart", reports.Args{"n": reports.Count(len(r.Points))}), s.word("pack.retention_how"))
		inner.H = min(inner.H, 320)
		s.retentionChart(r).Draw(s, inner, s.t.charts())
	} else {
		s.lacking(left, "trend")
	}
	s.retentionFigures(s.span(b, 9, 12), last)
	return true
}

func (s *sheet) retentionChart(r *reports.Retention) charts.Course {
	var days []time.Time
	var nrr, grr []reports.Number
	for _, p := range r.Points {
		days = append(days, p.End.AddDate(0, 0, -1))
		nrr, grr = append(nrr, p.NRR), append(grr, p.GRR)
	}
	last := r.Last()
	chart := charts.Course{
		Labels: s.months(days), Fixed: 1, Format: func(v float64) string { return s.rate(reports.Num(v)) },
		Series: []charts.Series{
			{Name: s.word("pack.nrr"), Values: values(nrr), Last: s.rate(last.NRR)},
			{Name: s.word("pack.grr"), Values: values(grr), Last: s.rate(last.GRR), Ghost: true},
		},
	}
	for _, day := range r.Breaks {
		chart.Breaks = append(chart.Breaks, charts.Break{At: placeOf(day, days), Label: s.sayf("pack.new_definition", reports.Args{"day": day})})
	}
	return chart
}

// placeOf is where a day lies among month ends.
func placeOf(day time.Time, ends []time.Time) float64 {
	for i, end := range ends {
		if !day.After(end) {
			if i == 0 {
				return 0
			}
			return float64(i-1) + day.Sub(ends[i-1]).Hours()/end.Sub(ends[i-1]).Hours()
		}
	}
	return float64(len(ends) - 1)
}

// retentionFigures are the newest figures under each other.
func (s *sheet) retentionFigures(b charts.Box, p *reports.RetentionPoint) {
	churn := s.sayf("pack.churn_note", reports.Args{"lost": reports.Count(p.Lost.V), "n": reports.Count(p.Customers.V), "interval": s.spanText(p.ChurnLow, p.ChurnHigh)})
	if p.Small {
		churn += " " + s.word("pack.small_sample")
	}
	largest := s.word("pack.largest_share_note")
	if p.Concentrated {
		largest = s.word("pack.concentrated")
	}
	y := b.Y
	for _, f := range []packFigure{
		{s.word("pack.figure_nrr"), s.rate(p.NRR), s.word("pack.nrr_note")},
		{s.word("pack.figure_grr"), s.rate(p.GRR), s.word("pack.grr_note")},
		{s.word("pack.figure_churn"), s.rate(p.Churn), churn},
		{s.word("pack.figure_largest"), s.rate(p.Largest), largest},
	} {
		y = s.bigFigure(charts.Box{X: b.X, Y: y, W: b.W}, f) + 18
	}
}
