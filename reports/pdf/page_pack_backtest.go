package pdf

import (
	"math"
	"slices"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackBacktest draws how well the score told who would leave, beside plain forecasts,
// and what became of each band.
func drawPackBacktest(s *sheet, p *reports.Pack) bool {
	t := &p.Backtest
	title := s.say(t.Title())
	if title == "" {
		return false
	}
	note := "pack.backtest_note"
	if t.Hindsight {
		note = "pack.backtest_note_later"
	}
	b := s.head("pack.section_backtest", title, s.sayf(note, reports.Args{"lost": s.whole(t.Lost), "kept": s.whole(t.Kept), "days": reports.Count(t.Horizon), "day": p.AsOf}))
	left := s.block(s.span(b, 1, 7), s.word("pack.auc_chart"), s.word("pack.auc_how"))
	bottom := s.aucChart(left, t)
	right := s.block(s.span(b, 8, 12), s.word(bandsTitle(t)), s.word("pack.bands_how"))
	bands := charts.IntervalRows{From: 0, To: s.bandsTop(t), Format: s.b.Percent, TextTitle: s.word("pack.bands_lost"), NoteTitle: s.word("pack.customers")}
	for _, o := range t.Bands {
		if !o.Lost.N.OK() || o.Lost.N.V == 0 {
			continue
		}
		bands.Rows = append(bands.Rows, charts.IntervalRow{Label: s.word("pack.band_" + o.Band), Low: value(o.Lost.Low), Value: value(o.Lost.Value), High: value(o.Lost.High),
			Text: s.rate(o.Lost.Value), Note: s.whole(o.Lost.N)})
	}
	right.H = min(right.H, bands.Height(190, s.t.charts()))
	bands.Draw(s, right, s.t.charts())
	y := max(bottom, right.Bottom()) + 40
	s.figures(charts.Box{X: b.X, Y: y, W: b.W}, s.redFigures(t))
	return true
}

// aucChart draws each forecast's AUC, or as long as there is none a table that says
// why, and returns the y below.
func (s *sheet) aucChart(b charts.Box, t *reports.Backtest) float64 {
	if !slices.ContainsFunc(t.Predictors, func(p reports.Predictor) bool { return p.AUC.Value.OK() }) {
		columns := []column{{title: s.word("pack.auc_forecast"), share: 36}, {title: s.word("pack.auc_n"), share: 20, align: charts.Right}, {share: 2}, {title: s.word("pack.auc"), share: 42}}
		var rows [][]cell
		for _, p := range t.Predictors {
			row := s.aucRow(p, t)
			rows = append(rows, []cell{{text: row.Label, strong: !row.Quiet}, {text: row.Note, quiet: true}, {}, {text: row.Text, quiet: true, lines: 2}})
		}
		return s.table(b, columns, rows, nil)
	}
	auc := charts.IntervalRows{From: 0, To: 1, Format: s.decimals, TextTitle: s.word("pack.auc"), NoteTitle: s.word("pack.auc_n"),
		Reference: &charts.Reference{At: 0.5, Label: s.word("pack.auc_coin")}}
	for _, one := range t.Predictors {
		auc.Rows = append(auc.Rows, s.aucRow(one, t))
	}
	b.H = min(b.H, auc.Height(190, s.t.charts()))
	auc.Draw(s, b, s.t.charts())
	return b.Bottom()
}

func (s *sheet) decimals(v float64) string { return s.b.Number(v, 2) }

// aucRow is one predictor; without a number it says why.
func (s *sheet) aucRow(p reports.Predictor, t *reports.Backtest) charts.IntervalRow {
	row := charts.IntervalRow{Label: s.word("pack.predictor_" + p.Name), Value: math.NaN(), Note: s.sayf("pack.auc_lost", reports.Args{"lost": s.whole(p.Lost), "kept": s.whole(p.Kept)}), Quiet: p.Name != "score"}
	if !p.AUC.Value.OK() {
		row.Text = s.sayf("pack.auc_why_"+p.Reason, reports.Args{"n": reports.Count(t.Least)})
		return row
	}
	row.Low, row.Value, row.High = value(p.AUC.Low), p.AUC.Value.V, value(p.AUC.High)
	row.Text = s.sayf("pack.auc_value", reports.Args{"auc": s.decimals(p.AUC.Value.V), "low": s.decimals(p.AUC.Low.V), "high": s.decimals(p.AUC.High.V)})
	return row
}

// bandsTitle says whether the bands are in the order they promise.
func bandsTitle(t *reports.Backtest) string {
	switch {
	case t.Ordered == nil:
		return "pack.bands_open"
	case *t.Ordered:
		return "pack.bands_ordered"
	}
	return "pack.bands_unordered"
}

// bandsTop is the end of the axis: the highest bound in tenths.
func (s *sheet) bandsTop(t *reports.Backtest) float64 {
	top := 0.1
	for _, o := range t.Bands {
		if o.Lost.High.OK() {
			top = max(top, o.Lost.High.V)
		}
	}
	return math.Min(1, math.Ceil(top*10)/10)
}

// redFigures say what red is worth and how early it comes.
func (s *sheet) redFigures(t *reports.Backtest) []packFigure {
	of := func(e reports.Estimate, key string) string {
		if !e.Value.OK() {
			return s.word("pack.not_judged")
		}
		return s.sayf(key, reports.Args{"n": s.whole(e.N), "interval": s.spanText(e.Low, e.High)})
	}
	lead, days := s.word("pack.lead_none"), s.word("value_state.missing")
	if t.Lead.Days.OK() {
		days = s.sayf("pack.days", reports.Args{"n": reports.Count(math.Round(t.Lead.Days.V))})
	}
	if t.Lead.Seen.OK() && t.Lead.Seen.V > 0 {
		lead = s.sayf("pack.lead_note", reports.Args{"n": reports.Count(t.Lead.Seen.V), "warned": s.whole(t.Lead.Warned)})
	}
	return []packFigure{
		{s.word("pack.precision"), s.rate(t.Precision.Value), of(t.Precision, "pack.precision_note")},
		{s.word("pack.recall"), s.rate(t.Recall.Value), of(t.Recall, "pack.recall_note")},
		{s.word("pack.lead"), days, lead},
	}
}
