package pdf

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackCohorts draws who is still there, by the quarter they came in.
func drawPackCohorts(s *sheet, p *reports.Pack) bool {
	c := &p.Cohorts
	title := s.say(c.Title())
	if title == "" || len(c.Ages) < 2 {
		return false
	}
	var total float64
	for _, g := range c.Groups {
		total += g.Customers.V
	}
	first, last := c.Groups[0].Period, c.Groups[len(c.Groups)-1].Period
	b := s.head("pack.section_cohorts", title, s.sayf("pack.cohorts_note", reports.Args{"n": reports.Count(total), "from": first, "to": last}))
	heat := charts.HeatMap{
		Corner: s.word("pack.cohorts_came"), NoteTitle: s.word("pack.customers"), ColumnTitle: s.word("pack.cohorts_months"), Format: s.b.Percent, More: s.more("pack.more_cohorts"),
		High: 1, Low: heatLow(c),
	}
	for _, age := range c.Ages {
		heat.Columns = append(heat.Columns, s.count(float64(age)))
	}
	for _, g := range c.Groups {
		label := s.b.Period(g.Period)
		if g.Opening {
			label = s.sayf("pack.cohorts_before", reports.Args{"period": g.Period})
		}
		heat.Rows = append(heat.Rows, charts.HeatRow{Label: label, Note: s.whole(g.Customers), Cells: s.heatCells(g.Kept, nil)})
	}
	heat.Rows = append(heat.Rows, charts.HeatRow{Label: s.word("pack.cohorts_all"), Cells: s.heatCells(c.All, c.Sizes)})
	inner := s.block(b, s.word("pack.cohorts_chart"), s.word("pack.cohorts_how"))
	heat.Draw(s, inner, s.t.charts())
	return true
}

// heatLow is the lightest step's value: the lowest share there is, in tenths.
func heatLow(c *reports.Cohorts) float64 {
	low := 0.9
	for _, g := range c.Groups {
		for _, n := range g.Kept {
			if n.OK() {
				low = min(low, n.V)
			}
		}
	}
	return low
}

// fewInCell is how many customers a pooled share must rest on to be coloured.
const fewInCell = 5

// heatCells are shares as cells, from the first that is missing on left out. Sizes,
// where given, are the customers behind each: too few make it quiet.
func (s *sheet) heatCells(kept, sizes []reports.Number) []charts.Cell {
	var out []charts.Cell
	for i, n := range kept {
		if !n.OK() {
			break
		}
		out = append(out, charts.Cell{Value: n.V, Text: s.b.Percent(n.V), Quiet: i < len(sizes) && sizes[i].V < fewInCell})
	}
	return out
}

// drawPackTiers draws churn by tier and where the customers of each tier went.
func drawPackTiers(s *sheet, p *reports.Pack) bool {
	t := &p.Tiers
	title := s.say(t.Title())
	if title == "" {
		return false
	}
	b := s.head("pack.section_tiers", title, s.sayf("pack.tiers_note", reports.Args{"from": t.Start, "to": t.End.AddDate(0, 0, -1), "currency": p.Currency}))
	left := s.block(s.span(b, 1, 6), s.word("pack.tiers_churn"), s.word("pack.tiers_churn_note"))
	bars := charts.Bars{}
	for i := len(t.Rates) - 1; i >= 0; i-- {
		r := t.Rates[i]
		text := s.sayf("pack.tiers_rate", reports.Args{"rate": s.rate(r.Churn), "lost": reports.Count(r.Churned.V), "n": reports.Count(r.Customers.V)})
		bars.Rows = append(bars.Rows, charts.Bar{Label: s.tier(r.Tier), Value: value(r.Churn), Before: value(reports.Number{}), Text: text, Quiet: r.Small})
	}
	left.H = min(left.H, 24*float64(len(bars.Rows)))
	bars.Draw(s, left, s.t.charts())
	y := left.Bottom() + 16
	if len(t.Segments) > 1 && b.Bottom()-y > 90 {
		s.churns(charts.Box{X: left.X, Y: y, W: left.W, H: b.Bottom() - y}, t)
	}
	right := s.block(s.span(b, 7, 12), s.word("pack.tiers_moves"), s.sayf("pack.tiers_moves_note", reports.Args{"currency": p.Currency}))
	s.migration(t).Draw(s, right, s.t.charts())
	return true
}

// churns draws the share each segment lost, with its interval.
func (s *sheet) churns(b charts.Box, t *reports.Tiers) {
	all := t.Segments[0]
	rows := charts.IntervalRows{From: 0, To: topOf(t.Segments), Format: s.b.Percent, TextTitle: s.word("pack.churns_left"), NoteTitle: s.word("pack.customers"), More: s.more("pack.more_segments")}
	for _, one := range t.Segments {
		label := s.sayf("pack.segment", reports.Args{"dimension": one.Dimension, "segment": one.Segment})
		if one.Dimension == "all" {
			label = s.word("pack.voice_all")
		}
		rows.Rows = append(rows.Rows, charts.IntervalRow{Label: label, Low: value(one.Churn.Low), Value: value(one.Churn.Value), High: value(one.Churn.High),
			Text: s.rate(one.Churn.Value), Note: s.whole(one.Churn.N), Quiet: one.Small})
	}
	if all.Dimension == "all" && all.Churn.Value.OK() {
		rows.Reference = &charts.Reference{At: all.Churn.Value.V, Label: s.word("pack.voice_all")}
	}
	rows.Draw(s, s.block(b, s.word("pack.churns_title"), s.word("pack.churns_note")), s.t.charts())
}

// topOf is the end of an axis of shares: the highest bound in tenths.
func topOf(all []reports.SegmentChurn) float64 {
	top := 0.1
	for _, one := range all {
		if one.Churn.High.OK() {
			top = max(top, one.Churn.High.V)
		}
	}
	return math.Min(1, math.Ceil(top*10-1e-9)/10)
}

// tier is a tier's name as the configuration has it; not paying has words of its own.
func (s *sheet) tier(name string) string {
	switch name {
	case "none", "churned":
		return s.word("pack.tier_" + name)
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// migration is the matrix of tiers before and after, the highest first in both, so that
// those who stayed lie on its diagonal.
func (s *sheet) migration(t *reports.Tiers) charts.Matrix {
	names := slices.Clone(t.Names)
	slices.Reverse(names)
	from, to := append(slices.Clone(names), "none"), append(slices.Clone(names), "churned")
	m := charts.Matrix{RowTitle: s.word("pack.tiers_from"), ColumnTitle: s.word("pack.tiers_to"), TotalTitle: s.word("pack.tiers_sum"), TooMany: s.word("pack.tiers_many")}
	below := make([]float64, len(to))
	for _, name := range to {
		m.Columns = append(m.Columns, s.tier(name))
	}
	for i, name := range from {
		m.Rows = append(m.Rows, s.tier(name))
		row, sum := make([]charts.MatrixCell, len(to)), 0.0
		for j, into := range to {
			moved := t.Move(name, into)
			if moved == nil {
				continue
			}
			row[j] = charts.MatrixCell{Text: s.whole(moved.Customers), Note: s.count(math.Round(mrrMoved(moved))), Move: moveOf(i, j, len(names))}
			sum, below[j] = sum+moved.Customers.V, below[j]+moved.Customers.V
		}
		m.Cells, m.RowTotals = append(m.Cells, row), append(m.RowTotals, s.count(sum))
	}
	for _, sum := range below {
		m.ColumnTotals = append(m.ColumnTotals, s.count(sum))
	}
	return m
}

// moveOf is what a field means, by its place among so many tiers.
func moveOf(row, column, tiers int) charts.Move {
	switch {
	case row == tiers:
		return charts.Came
	case column == tiers:
		return charts.Gone
	case row == column:
		return charts.Stayed
	case column < row:
		return charts.Rose
	}
	return charts.Fell
}

// mrrMoved is the MRR of a move: of those that left what they paid, else what they pay now.
func mrrMoved(m *reports.TierMove) float64 {
	if m.To == "churned" {
		return m.StartMRR.V
	}
	return m.FinalMRR.V
}

// drawPackVoice draws the net promoter score of every segment with its interval.
func drawPackVoice(s *sheet, p *reports.Pack) bool {
	v := &p.Voice
	title := s.say(v.Title())
	if title == "" {
		return false
	}
	b := s.head("pack.section_voice", title, s.sayf("pack.voice_note", reports.Args{"n": reports.Count(v.All.N), "from": v.From, "to": v.Until.AddDate(0, 0, -1)}))
	rows := charts.IntervalRows{
		From: -100, To: 100, Format: s.b.Signed, TextTitle: s.word("pack.voice_score"), NoteTitle: s.word("pack.voice_answers"), More: s.more("pack.more_segments"),
		Reference: &charts.Reference{At: v.All.NPS.V, Label: s.word("pack.voice_all")},
	}
	rows.Rows = append(rows.Rows, s.voiceRow(s.word("pack.voice_all"), *v.All))
	for _, one := range v.Segments {
		rows.Rows = append(rows.Rows, s.voiceRow(s.sayf("pack.segment", reports.Args{"dimension": one.Dimension, "segment": one.Segment}), one))
	}
	inner := s.block(b, s.word("pack.voice_chart"), s.sayf("pack.voice_how", reports.Args{"n": reports.Count(v.LeastN)}))
	rows.Draw(s, inner, s.t.charts())
	return true
}

func (s *sheet) voiceRow(label string, v reports.SegmentNPS) charts.IntervalRow {
	row := charts.IntervalRow{Label: label, Low: value(v.Low), Value: value(v.NPS), High: value(v.High), Note: s.count(float64(v.N)), Quiet: v.Unsure}
	if !v.Shown || !v.NPS.OK() {
		row.Value, row.Text = value(reports.Number{}), s.word("pack.voice_few")
		return row
	}
	row.Text = s.sayf("pack.voice_value", reports.Args{"nps": reports.Points(v.NPS.V), "low": reports.Points(v.Low.V), "high": reports.Points(v.High.V)})
	return row
}
