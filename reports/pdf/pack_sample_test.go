package pdf

import (
	"testing"
	"time"

	"quarterdeck/reports"
)

// samplePack has something on every page, one KPI that is not trusted, a perspective
// without KPIs, a definition that changed and a segment with too few answers.
func samplePack(t testing.TB) *reports.Pack {
	n := reports.Num
	est := func(v, low, high, of float64) reports.Estimate {
		return reports.Estimate{Value: n(v), Low: n(low), High: n(high), N: n(of)}
	}
	p := &reports.Pack{
		Company: "Northwind Cloud", Currency: "USD", AsOf: day("2026-11-21"), KnownAt: day("2026-11-22"), FiscalYearStart: 1,
		Strategy: sampleStrategy(), Maturity: sampleMaturity(t),
	}
	p.Card = sampleCard()
	p.Since = reports.Since{Review: day("2026-09-30"), Night: day("2026-09-29"), Moves: []reports.KPIMove{
		{Metric: "Net revenue retention", Unit: "ratio", Owner: "VP Customer Success", Move: "better", Then: n(0.97), Now: n(1.022)},
		{Metric: "Time to the first reply", Unit: "minutes", Owner: "Head of Support", Move: "worse", Then: n(200), Now: n(215)},
		{Metric: "Match rate", Unit: "ratio", Move: "redefined", Then: n(0.9), Now: n(0.95)},
	}, Drivers: []reports.KPIDriver{
		{Name: "nrr", Metric: "Net revenue retention", Driver: "churn", Unit: "ratio", Change: n(0.058)}, {Name: "nps", Metric: "Net promoter score", Driver: "promoters", Unit: "score", Change: n(2.3)}}}
	p.Bridge = reports.Bridge{From: day("2025-11-01"), Until: day("2026-11-01"), Months: 12, Start: n(288940), End: n(352950), StartN: n(82), EndN: n(88),
		Steps:   []reports.BridgeStep{{Kind: "new", By: n(36735), Customers: n(20)}, {Kind: "expansion", By: n(68100)}, {Kind: "churn", By: n(-41374), Customers: n(23)}, {Kind: "fx", By: n(549)}},
		Largest: []reports.Movement{{Customer: "Wattle Trust", Kind: "churn", Month: day("2026-09-01"), By: n(-14112)}},
	}
	for i := range 17 {
		end := time.Date(2025, time.Month(7+i), 1, 0, 0, 0, 0, time.UTC)
		p.Retention.Points = append(p.Retention.Points, reports.RetentionPoint{Start: end.AddDate(-1, 0, 0), End: end, NRR: n(1.03 - 0.01*float64(i%4)), GRR: n(0.9), Churn: n(0.17), ChurnLow: n(0.1), ChurnHigh: n(0.27),
			Customers: n(82), Lost: n(14), Largest: n(0.21), Concentrated: true, Small: true, StartMRR: n(288940)})
		if i > 4 {
			p.Bridge.Flows = append(p.Bridge.Flows, reports.BridgeMonth{Month: end.AddDate(0, -1, 0), Added: n(9000 + 500*float64(i)), Taken: n(4000)})
		}
		p.Desk.Months = append(p.Desk.Months, reports.DeskMonth{Start: end.AddDate(0, -1, 0), End: end, Created: n(150 + float64(i)), Backlog: n(11), FirstReply: n(200), InTime: n(0.85)})
	}
	p.Retention.Breaks = []time.Time{day("2026-03-09")}
	p.Desk.Window = &reports.DeskMonth{Start: day("2026-08-24"), End: day("2026-11-22"), Created: n(580), Solved: n(581), FirstReply: n(215), FirstReply90: n(726), Resolution: n(1701), Resolution90: n(4683),
		Reopened: n(0.0585), InTime: n(0.85), Replies: n(560), Decided: n(533)}
	sampleCustomers(p)
	p.Backtest = reports.Backtest{Horizon: 60, Hindsight: true, Least: 10, Lost: n(22), Kept: n(140), Precision: est(0.6, 0.4, 0.77, 30), Recall: est(0.5, 0.31, 0.69, 22), Lead: reports.Lead{Seen: n(17), Warned: n(8), Days: n(9)},
		Predictors: []reports.Predictor{{Name: "score", AUC: est(0.78, 0.65, 0.87, 0), Lost: n(22), Kept: n(140)}, {Name: "usage", AUC: est(0.6, 0.48, 0.7, 0), Lost: n(22), Kept: n(140)},
			{Name: "last_quarter", Lost: n(22), Kept: n(140), Reason: "nothing_said"}, {Name: "pulse", Lost: n(3), Kept: n(20), Reason: "too_few_lost"}},
		Bands: []reports.BandOutcome{{Band: "red", Lost: est(0.4, 0.2, 0.6, 30)}, {Band: "yellow", Lost: est(0.1, 0.05, 0.2, 57)}, {Band: "green", Lost: est(0.02, 0, 0.06, 91)}}}
	ordered := true
	p.Backtest.Ordered = &ordered
	p.Warnings = reports.Warnings{Told: n(228), Judged: n(163), Right: n(36), Due: n(40), InTime: n(30), Losses: n(25), Missed: n(10),
		Months: []reports.WarningMonth{{Month: day("2026-09-01"), Told: n(14), Judged: n(9), Right: n(4)}, {Month: day("2026-10-01"), Told: n(19), Judged: n(0), Right: n(0)}},
		Rules:  []reports.WarningRule{{Rule: "score_drop", Kind: "risk", Told: n(63), Judged: n(44), Right: n(10)}, {Rule: "seats_near_limit", Kind: "expansion", Told: n(3)}}}
	p.Trust = reports.Trust{Checks: reports.CheckSummary{Total: 802, Passed: 800, Warned: 1, Failed: 1}, Customers: n(87), Matched: n(0.998), Records: n(3420), Restated: n(2),
		Sources:  []reports.PackSource{{Name: "billing", Loaded: day("2026-11-22"), Rows: 1870}, {Name: "survey", Late: true}},
		Areas:    []reports.PackArea{{Name: "crm", Share: n(0.977), WithData: n(85), Paying: n(87)}, {Name: "survey", NoSource: true, Paying: n(87)}},
		Failing:  []reports.Finding{{Check: "unmatched_usage", Severity: "warn", Failed: 283, Total: 460520, Detail: "usage events that name no account we know and come from no domain we know"}, {Check: "rates", Severity: "error", Failed: 2, Total: 10}},
		Disputes: []reports.Dispute{{Cause: "billed_not_in_crm", Customers: n(2), Amount: n(6529)}}}
	for range 30 {
		p.Definitions = append(p.Definitions, reports.PackDefinition{Name: "Net revenue retention", Text: "What became of the recurring revenue of the customers who paid at the start of the period.", Formula: "sum of end MRR / sum of start MRR", Version: 2, Since: day("2026-03-09")})
	}
	return p
}

func sampleCard() reports.Card {
	n := reports.Num
	trend := []reports.TrendPoint{{Month: day("2026-08-31"), Value: n(1)}, {Month: day("2026-09-30")}, {Month: day("2026-10-31"), Value: n(2), Break: true}, {Month: day("2026-11-21"), Value: n(1.5)}}
	return reports.Card{Total: n(0.77), Status: "yellow", Lanes: []reports.CardLane{
		{Name: "financial", Title: "Financial", Status: "yellow", Score: n(0.88), KPIs: []reports.CardKPI{
			{Name: "nrr", Metric: "Net revenue retention", Unit: "ratio", Owner: "VP Customer Success", Status: "red", Actual: n(1.022), Previous: n(0.97), Target: n(1.08), Score: n(0.68), Trend: trend, Counter: "reply",
				Benchmark: &reports.Benchmark{Value: n(1.1), Source: "Survey of software companies", On: day("2026-05-01")}},
			{Name: "arpa", Metric: "Average revenue per account", Unit: "money", Status: "green", Actual: n(4012), Target: n(4000), Score: n(1)}}},
		{Name: "customer", Title: "Customer", Status: "grey", KPIs: []reports.CardKPI{
			{Name: "nps", Metric: "Net promoter score", Unit: "score", Status: "grey", Reason: "stale", Because: "survey.responses", Actual: n(23), Target: n(40)},
			{Name: "csat", Metric: "Customer satisfaction", Unit: "ratio", Status: "grey", Reason: "failed_check", Actual: n(0.8)}, {Name: "ces", Metric: "Customer effort", Unit: "score", Status: "grey", Reason: "no_responses"}}},
		{Name: "internal", Title: "Internal process", Status: "green", Score: n(0.9), KPIs: []reports.CardKPI{{Name: "reply", Metric: "Time to the first reply", Unit: "minutes", Status: "yellow", Actual: n(215), Target: n(200), Score: n(0.9)}}},
		{Name: "learning", Title: "Learning and growth", Status: "grey"},
	}}
}

// sampleCustomers fills cohorts, tiers, answers and renewals.
func sampleCustomers(p *reports.Pack) {
	n := reports.Num
	p.Cohorts = reports.Cohorts{Ages: []int{3, 6, 9, 12}, All: []reports.Number{n(0.97), n(0.95), n(0.9), n(0.86)}, Sizes: []reports.Number{n(60), n(40), n(30), n(28)}, Groups: []reports.Cohort{
		{Period: reports.Period{Year: 2024, Quarter: 2}, Opening: true, Customers: n(65), Kept: []reports.Number{n(1), n(0.95), n(0.94), n(0.88)}}, {Period: reports.Period{Year: 2026, Quarter: 3}, Customers: n(4), Kept: []reports.Number{n(0.75), {}, {}, {}}}}}
	p.Tiers = reports.Tiers{Start: day("2025-11-01"), End: day("2026-11-01"), Names: []string{"low", "mid", "strategic"},
		Rates:    []reports.TierRate{{Tier: "low", Customers: n(11), Churned: n(5), Up: n(3), Churn: n(0.4545), Small: true}, {Tier: "mid", Customers: n(57), Churned: n(9), Up: n(2), Churn: n(0.158)}, {Tier: "strategic", Customers: n(14), Churn: n(0)}},
		Moves:    []reports.TierMove{{From: "low", To: "churned", Customers: n(5), StartMRR: n(1764)}, {From: "mid", To: "mid", Customers: n(46), FinalMRR: n(102554)}, {From: "none", To: "low", Customers: n(5), FinalMRR: n(1800)}},
		Segments: []reports.SegmentChurn{{Dimension: "all", Churn: reports.Estimate{Value: n(0.17), Low: n(0.1), High: n(0.27), N: n(82)}}, {Dimension: "plan", Segment: "Starter", Churn: reports.Estimate{Value: n(0.23), Low: n(0.1), High: n(0.41), N: n(30)}, Small: true}}}
	p.Voice = reports.Voice{From: day("2026-08-24"), Until: day("2026-11-22"), LeastN: 10, All: &reports.SegmentNPS{N: 209, NPS: n(23), Low: n(13), High: n(33), Shown: true},
		Segments: []reports.SegmentNPS{{Dimension: "plan", Segment: "Growth", N: 83, NPS: n(17), Low: n(0), High: n(32), Shown: true, Unsure: true}, {Dimension: "plan", Segment: "Free", N: 4}}}
	p.Outlook = reports.Outlook{Until: day("2027-02-19"), Days: 90, Yellow: 50, Green: 75, Expected: n(779769), Due: reports.RenewalSum{N: n(4), ARR: n(922593)}, AtRisk: reports.RenewalSum{N: n(1), ARR: n(169344)},
		Late: reports.RenewalSum{N: n(1), ARR: n(900)}, Renewed: reports.RenewalSum{N: n(1), ARR: n(173390)}, Notice: reports.RenewalSum{N: n(1), ARR: n(15606)}, List: []reports.PackRenewal{
			{Customer: "Zürichsee Versicherung AG", Owner: "Yuki Matsuda", On: day("2026-12-16"), Days: 25, ARR: n(173390), Score: n(58), Band: "yellow", State: "renewed"},
			{Customer: "Orchard Renewables", Owner: "Jürgen Brandt", On: day("2027-01-08"), Days: 48, ARR: n(169344), Score: n(45), Band: "red", State: "due"},
			{Customer: "Stonebridge Payments", On: day("2027-02-05"), Days: 76, ARR: n(15606), Band: "grey", State: "notice"}, {Customer: "Дніпро Софт", On: day("2026-11-01"), Days: -20, ARR: n(900), Band: "green", State: "late"}}}
}
