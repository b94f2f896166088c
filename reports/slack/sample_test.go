package slack

import (
	"time"

	"quarterdeck/reports"
)

func ptr(v float64) *float64 { return &v }

func newYork() *time.Location {
	loc, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return loc
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, newYork())
}

// sample is a night of a mid-sized company: enough movement to overflow some lists.
func sample() *reports.Digest {
	asOf := day(2026, time.March, 9)
	loaded := time.Date(2026, time.March, 10, 2, 4, 0, 0, newYork())
	return &reports.Digest{
		Company: "Northwind Cloud", Currency: "USD", AsOf: asOf, RunID: "01JP0Q5W7Z",
		Sources: []reports.SourceFreshness{
			{Source: "billing", LastLoaded: loaded}, {Source: "crm", LastLoaded: loaded.Add(time.Minute)},
			{Source: "helpdesk", LastLoaded: loaded.Add(2 * time.Minute)},
			{Source: "usage", LastLoaded: loaded.Add(-26 * time.Hour), Age: 26*time.Hour + 30*time.Minute, Stale: true},
		},
		Checks: reports.CheckSummary{Total: 41, Passed: 39, Warned: 1, Failed: 1},
		Findings: []reports.Finding{
			{Check: "exchange_rate_missing", Severity: "error", Source: "team", Failed: 2, Total: 360, Holds: 1, Detail: "no EUR rate for 2026-03"},
			{Check: "unmatched_tickets", Severity: "warn", Source: "helpdesk", Failed: 17, Total: 2931, Detail: "requester domain is unknown"},
		},
		KPIs: sampleKPIs(),
		Revenue: reports.Revenue{MRR: 1_243_400, MonthStart: 1_231_100, Customers: 120, AtRisk: 84_200,
			AtRiskCustomers: 7, Scored: 118, PreviousAtRisk: 79_900},
		Decisions: sampleDecisions(asOf),
		Worse:     sampleWorse(), Better: []reports.Mover{
			{Customer: "Fjord & Sons", Owner: "Kim Lee", MRR: 3_300, From: "yellow", To: "green", Score: ptr(78), PreviousScore: ptr(71),
				Driver: reports.Driver{Measure: "usage_trend", Value: ptr(0.18)}},
		},
		Renewals: reports.Renewals{
			WindowDays: 90,
			Late:       reports.RenewalBand{Band: "late", Customers: 1, ARR: 9_000},
			Bands: []reports.RenewalBand{
				{Band: "red", Customers: 2, ARR: 61_000, Forecast: 30_500}, {Band: "yellow", Customers: 3, ARR: 88_000, Forecast: 70_400},
				{Band: "green", Customers: 6, ARR: 240_000, Forecast: 228_000}, {Band: "notice", Customers: 1, ARR: 31_000},
			},
			Total: reports.RenewalBand{Band: "total", Customers: 12, ARR: 420_000, Forecast: 328_900},
		},
		Expansion: []reports.Expansion{
			{Customer: "Globex", Owner: "Ana Ruiz", MRR: 8_100, Seats: 250, SeatUse: 0.962, Trend: ptr(0.08),
				Goal: "Onboard the Lyon team by June"},
		},
		Alerts: sampleAlerts(),
		QBRs: reports.QBRDelivery{Quarter: "2025Q4", Due: 113, Written: 112, Held: []reports.HeldQBR{
			{Customer: "Umbra GmbH", Reason: "no EUR rate for March"}}},
		Segments: sampleSegments(),
		Files:    "data/reports/2026-03-09", NextRun: time.Date(2026, time.March, 11, 2, 0, 0, 0, newYork()),
	}
}

func sampleKPIs() []reports.KPI {
	kpi := func(name, unit, status string, actual, previous, target, floor float64) reports.KPI {
		return reports.KPI{Name: name, Unit: unit, Status: status, Actual: ptr(actual), Previous: ptr(previous),
			Target: ptr(target), Floor: ptr(floor), Trusted: true}
	}
	nps := kpi("nps", "score", "yellow", 38, 35, 40, 0)
	nps.Margin, nps.N = ptr(9.6), 214
	untrusted := kpi("health_green_share", "ratio", "green", 0.71, 0.70, 0.70, 0.40)
	untrusted.Trusted = false
	return []reports.KPI{
		kpi("nrr", "ratio", "yellow", 1.042, 1.031, 1.08, 0.90), kpi("grr", "ratio", "green", 0.931, 0.931, 0.92, 0.80),
		kpi("logo_churn", "ratio", "red", 0.112, 0.109, 0.08, 0.24), nps,
		kpi("csat", "ratio", "green", 0.94, 0.947, 0.92, 0.75), kpi("sla_attainment", "ratio", "yellow", 0.918, 0.902, 0.95, 0.75),
		untrusted, kpi("first_reply_p50", "minutes", "green", 74, 81, 120, 480),
		kpi("reopen_rate", "ratio", "green", 0.041, 0.044, 0.05, 0.15),
		{Name: "match_rate", Unit: "ratio", Status: "grey", Target: ptr(0.98)},
	}
}

func sampleDecisions(asOf time.Time) []reports.Decision {
	return []reports.Decision{
		{Customer: "Acme", Owner: "Kim Lee", MRR: 4_200, Signal: reports.RenewalAtRisk, More: 1, Renewal: asOf.AddDate(0, 0, 23), Days: 23,
			Band: "red", PreviousBand: "green", Driver: reports.Driver{Measure: "usage_trend", Value: ptr(-0.41)}},
		{Customer: "<!channel> Ltd", Owner: "Ana Ruiz", MRR: 3_050, Signal: reports.NoticeGiven, Renewal: asOf.AddDate(0, 0, 51), Days: 51},
		{Customer: "Initech", MRR: 2_700, Signal: reports.RenewalLate, Renewal: asOf.AddDate(0, 0, -4), Days: -4, Owner: "Kim Lee",
			Driver: reports.Driver{Measure: "open_tickets_over_7_days", Value: ptr(3)}},
		{Customer: "Hooli", MRR: 900, Signal: reports.TurnedRed, PreviousBand: "yellow", Gate: "days_past_due", GateReason: "an invoice is more than 30 days past due", Owner: "Bo Chen"},
	}
}

func sampleAlerts() reports.Alerts {
	losses, missed := int64(4), int64(1)
	return reports.Alerts{
		New: []reports.Alert{
			{CustomerID: "C1", Customer: "Acme", Owner: "Kim Lee", Rule: "renewal_not_green", Kind: "risk", Reason: "renewal in 23 days, and health is red",
				Action: "Agree a plan to the renewal with the sponsor", Money: 50_400},
			{CustomerID: "C2", Customer: "Globex", Owner: "Ana Ruiz", Rule: "seats_near_limit", Kind: "expansion", Reason: "96 % of 250 seats are in use",
				Action: "Offer seats for the teams that wait", Money: 8_100},
		},
		Closed: []reports.Alert{{Customer: "Wonka", Rule: "usage_drop", Kind: "risk", Reason: "usage changed by −44 % against the 28 days before",
			Money: 1_200, Since: day(2026, time.February, 20), Ended: "over"}},
		Open: 17, Acknowledged: 4, Held: 6,
		Quality: &reports.AlertQuality{Month: day(2026, time.February, 1), Alerts: 31, Judged: 11, Right: 8, Losses: &losses, Missed: &missed},
	}
}

func sampleWorse() []reports.Mover {
	var movers []reports.Mover
	for i, name := range []string{"Acme", "Umbra GmbH", "Soylent", "Initech", "Vandelay", "Wonka"} {
		m := reports.Mover{Customer: name, Owner: "Kim Lee", MRR: 4_200 - float64(i)*600, From: "green", To: "yellow",
			Score: ptr(64 - float64(i)), PreviousScore: ptr(79), Driver: reports.Driver{Measure: "usage_trend", Value: ptr(-0.41 + 0.03*float64(i))}}
		if name == "Initech" {
			m.From, m.To, m.Gate, m.GateReason = "yellow", "red", "days_past_due", "an invoice is more than 30 days past due"
		}
		movers = append(movers, m)
	}
	return movers
}

func sampleSegments() []reports.SegmentRow {
	row := func(dimension, segment string, n int64, mrr, nrr float64) reports.SegmentRow {
		return reports.SegmentRow{Dimension: dimension, Segment: segment, Customers: n, MRR: mrr, NRR: ptr(nrr), GRR: ptr(nrr - 0.1), LogoChurn: ptr(0.1)}
	}
	all := row("all", "all", 120, 1_243_400, 1.042)
	all.NPS, all.NPSResponses = ptr(38), 214
	return []reports.SegmentRow{
		all, row("industry", "Manufacturing", 31, 410_000, 1.061), row("industry", "日本語の業界", 4, 18_000, 0.97),
		row("plan", "Enterprise", 22, 760_500, 1.071), row("plan", "Starter", 41, 61_000, 0.88),
		{Dimension: "region", Segment: "(none)", Customers: 2, MRR: 900},
	}
}
