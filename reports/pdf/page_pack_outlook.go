package pdf

import (
	"math"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackOutlook draws what comes up for renewal: by day and health as discs as large as
// the ARR, and beside it the list.
func drawPackOutlook(s *sheet, p *reports.Pack) bool {
	o := &p.Outlook
	title := s.say(o.Title(p.Currency))
	if title == "" {
		return false
	}
	note := s.sayf("pack.outlook_note", reports.Args{
		"from": p.AsOf.AddDate(0, 0, 1), "to": o.Until, "n": reports.Count(o.Due.N.V), "expected": s.whole(o.Expected), "currency": p.Currency, "renewed": s.whole(o.Renewed.ARR), "notice": s.whole(o.Notice.ARR)})
	b := s.head("pack.section_outlook", title, note)
	left := s.block(s.span(b, 1, 6), s.word("pack.outlook_chart"), s.word("pack.outlook_how"))
	left.H = min(left.H, 330)
	s.bubbles(p).Draw(s, left, s.t.charts())
	right := s.span(b, 7, 12)
	columns := []column{
		{title: s.word("pack.customer"), share: 31}, {title: s.word("pack.outlook_on"), share: 12.5}, {title: s.sayf("pack.arr_in", reports.Args{"currency": p.Currency}), share: 14, align: charts.Right},
		{share: 1.5}, {title: s.word("pack.outlook_state"), share: 22.5}, {title: s.word("pack.outlook_owner"), share: 19},
	}
	var rows [][]cell
	for _, v := range o.List {
		rows = append(rows, []cell{
			{text: v.Customer, strong: true}, {text: s.b.DayShort(v.On), quiet: true}, {text: s.whole(v.ARR)}, {}, {text: s.renewalState(v), lines: 2}, {text: v.Owner, quiet: true},
		})
	}
	s.table(right, columns, rows, s.more("pack.more_renewals"))
	return true
}

// renewalState is what to expect of a renewal, in words.
func (s *sheet) renewalState(v reports.PackRenewal) string {
	if v.State != "due" {
		return s.word("pack.renewal_" + v.State)
	}
	if !v.Score.OK() {
		return s.word("pack.band_" + v.Band)
	}
	return s.sayf("pack.renewal_due", reports.Args{"band": s.word("pack.band_" + v.Band), "score": reports.Count(math.Round(v.Score.V))})
}

// bubbles are the renewals that are not late, for those have no day ahead.
func (s *sheet) bubbles(p *reports.Pack) charts.Bubbles {
	o := &p.Outlook
	from, to := p.AsOf, o.Until
	days := math.Max(1, to.Sub(from).Hours()/24)
	chart := charts.Bubbles{
		Format: s.count, NoValue: s.word("pack.outlook_no_score"), ValueName: s.word("pack.outlook_score"), More: s.more("pack.more_unnamed"),
		Bands: []charts.Band{
			{From: 0, To: p.Outlook.Yellow, Name: s.word("pack.band_red")}, {From: p.Outlook.Yellow, To: p.Outlook.Green, Name: s.word("pack.band_yellow")}, {From: p.Outlook.Green, To: 100, Name: s.word("pack.band_green")},
		},
	}
	looks := map[string]charts.NodeLook{"green": charts.Good, "yellow": charts.Near, "red": charts.Bad, "grey": charts.Unknown}
	most := 0.0
	for _, v := range o.List {
		if v.State == "late" {
			continue
		}
		at := v.On.Sub(from).Hours() / 24 / days
		chart.Bubbles = append(chart.Bubbles, charts.Bubble{At: math.Max(0, math.Min(1, at)), Value: value(v.Score), Size: v.ARR.V, Label: v.Customer, Look: looks[v.Band]})
		most = max(most, v.ARR.V)
	}
	if most > 0 {
		chart.KeySize = niceSize(most)
		chart.Key = s.sayf("pack.outlook_key", reports.Args{"amount": reports.Count(chart.KeySize), "currency": p.Currency})
	}
	for month := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, time.UTC); month.Before(to); month = month.AddDate(0, 1, 0) {
		chart.Ticks = append(chart.Ticks, charts.Tick{At: month.Sub(from).Hours() / 24 / days, Label: s.b.DayShort(month)})
	}
	return chart
}

// niceSize is the largest of 1, 2 and 5 times a power of ten that is not above v.
func niceSize(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{5, 2} {
		if m*power <= v {
			return m * power
		}
	}
	return power
}
