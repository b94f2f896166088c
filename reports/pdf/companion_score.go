package pdf

import (
	"math"
	"slices"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// scoreRows is how many parts of a score have a row of their own.
const scoreRows = 9

// score draws how the score comes about and what moved it.
func (s *companionSheet) score(b charts.Box) {
	h := s.c.Health
	if h == nil {
		s.block(b, s.word("companion.score_none"), s.word("companion.score_none_note"))
		return
	}
	note := s.sayf("companion.score_note", reports.Args{"profile": h.Profile, "share": reports.Share(h.Coverage), "day": s.c.AsOf})
	if h.Plain != h.Band && h.Score.OK() {
		note = s.sayf("companion.score_kept", reports.Args{"profile": h.Profile, "share": reports.Share(h.Coverage), "day": s.c.AsOf, "plain": s.word("band." + h.Plain)})
	}
	inner := s.block(b, s.scoreTitle(h), note)
	chart := charts.Buildup{
		Top:   100,
		Marks: []charts.BuildupMark{{At: s.c.Limits.Yellow, Text: s.limit("yellow", s.c.Limits.Yellow)}, {At: s.c.Limits.Green, Text: s.limit("green", s.c.Limits.Green)}},
		Heads: [4]string{s.word("companion.part"), s.word("companion.value"), s.word("companion.points"), s.word("companion.week")},
		Total: charts.BuildupPart{Label: s.word("companion.total"), Value: s.word("band." + h.Band), By: math.NaN(), Text: s.word("value_state.na")},
	}
	for _, part := range s.parts(h) {
		chart.Parts = append(chart.Parts, s.part(part))
	}
	if h.Score.OK() {
		chart.Total.By, chart.Total.Text = h.Score.V, s.b.Number(h.Score.V, 1)
		if h.Previous.OK() {
			chart.Total.Change, chart.Total.Worse = s.signed(h.Score.V-h.Previous.V), h.Score.V-h.Previous.V <= -0.05
		}
	}
	chart.Draw(s, inner, s.t.charts())
}

func (s *companionSheet) limit(band string, from float64) string {
	return s.sayf("companion.limit", reports.Args{"band": s.word("band." + band), "n": reports.Count(from)})
}

// parts are the parts of the score; where they are many the least are one.
func (s *companionSheet) parts(h *reports.Health) []reports.HealthPart {
	if len(h.Parts) <= scoreRows {
		return h.Parts
	}
	order := slices.Clone(h.Parts)
	slices.SortStableFunc(order, func(x, y reports.HealthPart) int { return weight(y) - weight(x) })
	least := order[scoreRows-1:]
	rest := reports.HealthPart{Measure: "others", Points: reports.Num(0)}
	var kept []reports.HealthPart
	for _, part := range h.Parts {
		if !slices.Contains(least, part) {
			kept = append(kept, part)
			continue
		}
		rest.Points.V += part.Points.V
		rest.Most += part.Most
		if part.Change.OK() {
			rest.Change = reports.Num(rest.Change.V + part.Change.V)
		}
	}
	return append(kept, rest)
}

// weight orders parts by how much they can say, a rule and a gate before all.
func weight(p reports.HealthPart) int {
	if p.Most == 0 && p.Points.OK() {
		return math.MaxInt32
	}
	return int(1000 * (p.Most + math.Abs(p.Change.V)))
}

func (s *companionSheet) part(p reports.HealthPart) charts.BuildupPart {
	row := charts.BuildupPart{Label: s.measure(p.Measure), By: math.NaN(), Most: p.Most}
	switch p.Measure {
	case "rule", "cap", "others":
	default:
		row.Value = s.value(p.Measure, p.Value)
	}
	switch {
	case p.Points.OK() && p.Most > 0:
		row.By = p.Points.V
		row.Text = s.sayf("companion.of", reports.Args{"n": s.b.Number(p.Points.V, 1), "most": s.b.Number(p.Most, 1)})
	case p.Points.OK():
		row.By, row.Text = p.Points.V, s.signed(p.Points.V)
	case p.Stale:
		row.Text = s.word("companion.stale")
	default:
		row.Text = s.word("companion.unknown")
	}
	if p.Change.OK() {
		row.Change, row.Worse = s.signed(p.Change.V), p.Change.V <= -0.05
	}
	return row
}

// scoreTitle says what moved the score most in a week; where nothing did, or nothing
// is known of it, what costs most of it.
func (s *companionSheet) scoreTitle(h *reports.Health) string {
	if h.Gate != "" && h.Score.OK() {
		return s.sayf("companion.score_capped", reports.Args{"n": reports.Count(math.Round(h.Score.V)), "reason": h.Gate})
	}
	var moved, costs *reports.HealthPart
	for i, p := range h.Parts {
		if p.Change.OK() && (moved == nil || math.Abs(p.Change.V) > math.Abs(moved.Change.V)) {
			moved = &h.Parts[i]
		}
		if p.Points.OK() && p.Most > 0 && (costs == nil || p.Most-p.Points.V > costs.Most-costs.Points.V) {
			costs = &h.Parts[i]
		}
	}
	switch {
	case !h.Score.OK():
		return s.sayf("companion.score_grey", reports.Args{"share": reports.Share(h.Coverage)})
	case moved != nil && math.Abs(moved.Change.V) >= 1:
		return s.sayf("companion.score_moved", reports.Args{"measure": s.measure(moved.Measure), "n": s.signed(moved.Change.V)})
	case costs != nil && costs.Most-costs.Points.V >= 1:
		return s.sayf("companion.score_costs", reports.Args{"measure": s.measure(costs.Measure), "n": s.b.Number(costs.Most-costs.Points.V, 1)})
	}
	return s.word("companion.score_full")
}
