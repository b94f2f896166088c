package pdf

import (
	"fmt"
	"time"

	"quarterdeck/reports"
)

func on(text string) time.Time { d, _ := time.Parse(time.DateOnly, text); return d }

// companionSample has something in every block, and a gate.
func companionSample() *reports.Companion {
	c := &reports.Companion{
		Supplier: reports.Supplier{Name: "Northwind Cloud", Currency: "USD", Timezone: "UTC"},
		Customer: reports.Customer{ID: "9001", Name: "Meridian Logistics", Plan: "Growth", Since: on("2024-02-01")},
		Owner:    "Dana Brandt", Stage: "customer", Period: reports.Period{Year: 2026, Quarter: 3, Start: on("2026-07-01"), End: on("2026-10-01")},
		AsOf: on("2026-11-21"), KnownAt: on("2026-11-22"), Paying: true, MRR: reports.Num(15512), Seats: reports.Num(122), RenewalOn: on("2027-01-08"),
		Limits: reports.BandLimits{Yellow: 50, Green: 75}, Window: 90, Scale: reports.PulseScale{Worst: 1, Best: 5}, Values: map[string]float64{"usage_trend": -0.4, "seat_utilisation": 0.2, "days_past_due": 3, "open_tickets_over_7_days": 2},
		Health: &reports.Health{Score: reports.Num(49), Band: "red", Plain: "red", Since: on("2026-10-31"), Profile: "default", Coverage: 0.85, Previous: reports.Num(61.2),
			Gate: "an invoice is more than 30 days past due", Pulse: reports.Num(75), PulseOn: on("2026-11-11"), PulseWeight: 0.178, Disagrees: true,
			Parts: []reports.HealthPart{
				{Measure: "usage_trend", Value: reports.Num(-0.4), Points: reports.Num(18.6), Most: 30.6, Change: reports.Num(3.3)},
				{Measure: "seat_utilisation", Value: reports.Num(0.2), Points: reports.Num(0), Most: 20.6, Change: reports.Num(-0.2)},
				{Measure: "nps", Stale: true}, {Measure: "csat"}, {Measure: "attribute.adoption_target", Value: reports.Num(12.5), Points: reports.Num(16.3), Most: 22.3},
				{Measure: "days_past_due", Value: reports.Num(33), Points: reports.Num(5.2), Most: 8.7, Change: reports.Num(0.2)},
				{Measure: "pulse", Value: reports.Num(4), Points: reports.Num(13.4), Most: 17.8, Change: reports.Num(-0.8)},
				{Measure: "cap", Points: reports.Num(-4.5), Change: reports.Num(-4.5)},
			}},
		Renewals: []reports.Renewal{{On: on("2027-01-08"), Days: 48, ARR: reports.Num(186144), Forecast: reports.Num(111686), Chance: 0.6, State: "due", Seen: 12}},
		Risks: []reports.Concern{
			{Rule: "renewal_not_green", Reason: "renewal in 48 days, and health is red", Action: "Agree a plan to the renewal with the sponsor", Owner: "Dana Brandt", Money: reports.Num(15512), Since: on("2026-11-01"), State: "open"},
			{Rule: "score_drop", Reason: "health changed by −24 points in a month, to 49", Action: "Read what moved the score and call the customer", Owner: "Dana Brandt", Money: reports.Num(15512), State: "new"},
		},
		Chances: []reports.Concern{{Rule: "seats_near_limit", Reason: "92 % of 112 seats are in use", Action: "Offer seats for the teams that wait", Owner: "Dana Brandt", Money: reports.Num(1551), State: "held"}},
		People: []reports.Stakeholder{{Name: "Bo Lind", Role: "champion", Title: "VP Operations", Left: on("2026-11-03")}, {Name: "Ada Olsen", Role: "sponsor"},
			{Name: "Cy Moe", Title: "Analyst"}},
		Stance: &reports.Stance{Respondents: 7, Promoters: 2, Passives: 3, Detractors: 2, Waiting: 1, Since: on("2026-11-10")},
		Answers: []reports.Answer{{Kind: "nps", Score: 3, Of: 10, On: on("2026-11-10"), Who: "Ada Olsen", Words: "Colleagues find it hard to use.", Waits: true},
			{Kind: "nps", Score: 5, Of: 10, On: on("2026-10-02")}, {Kind: "csat", Score: 1, Of: 5, On: on("2026-11-01"), Words: "We had to explain it 4 times."},
			{Kind: "nps", Score: 10, Of: 10, On: on("2026-10-09"), Who: "Cy Moe", Words: "Saves us a day a week.", Glad: true}},
		Promises: []reports.Commitment{{Side: reports.Us, Text: "Walk through the API limits with the developers", Owner: "Dana Brandt", DueOn: on("2026-11-20"), Status: reports.Late},
			{Side: reports.Them, Text: "Collect wishes for the mobile app", Owner: "Ada Olsen", DueOn: on("2026-11-11"), Status: reports.Late},
			{Side: reports.Us, Text: "Set up single sign-on", Owner: "Dana Brandt", DueOn: on("2026-12-15"), Status: reports.Open}},
		Differences: []reports.Mismatch{{Cause: "seats_exceeded", Systems: "billing, usage", Detail: "130 active users on 122 seats", MRR: reports.Num(1017)},
			{Cause: "of_a_new_kind", Systems: "crm, billing", Detail: "something else"}},
		Findings: []reports.FailedRow{{Check: "overlapping_periods", Meaning: "two versions of one subscription hold on the same day", Key: "sub_1", Detail: "from 2026-01-01 and from 2026-02-01", Grave: true, Holds: true}},
		Coverage: []reports.Coverage{{Area: "crm", Source: "crm", Known: true, HasData: true, IsFresh: true, Records: 18}, {Area: "billing", Source: "billing"},
			{Area: "usage", Source: "usage", Known: true, HasData: true, Newest: on("2026-09-20"), Records: 10849}, {Area: "survey", Source: "survey", Known: true}},
		Held: []string{"overlapping_periods"},
		Proof: reports.Proof{Horizon: 90, Hindsight: true, AUC: reports.Num(0.78), Low: reports.Num(0.66), High: reports.Num(0.87), Lost: 24, Stayed: 180,
			Bands: []reports.ProofBand{{Band: "green", Accounts: 110, Lost: 4, Low: 0.01, High: 0.09}, {Band: "yellow", Accounts: 60, Lost: 9, Low: 0.08, High: 0.26},
				{Band: "red", Accounts: 34, Lost: 11, Low: 0.19, High: 0.49}}},
	}
	for i := range 40 {
		day := on("2026-02-15").AddDate(0, 0, 7*i)
		c.Nights = append(c.Nights, reports.HealthNight{On: day, Score: reports.Num(80 - 0.75*float64(i)), Band: "yellow", Version: int64(i / 20)})
	}
	c.Nights = append(c.Nights, reports.HealthNight{On: on("2026-11-21"), Score: reports.Num(49), Band: "red", Version: 1})
	for i := range 9 {
		c.Pulses = append(c.Pulses, reports.Pulse{On: on("2026-03-02").AddDate(0, i, 0), Noted: float64(1 + i%5), Score: float64(i%5) * 25, Author: "Jo Kim", Text: "Busy with other things; answers take a while."})
	}
	return c
}

// companionSamples are customers as different as they come.
func companionSamples() map[string]*reports.Companion {
	out := map[string]*reports.Companion{"full": companionSample()}
	add := func(name string, change func(c *reports.Companion)) {
		c := companionSample()
		change(c)
		out[name] = c
	}
	add("empty", func(c *reports.Companion) {
		*c = reports.Companion{Supplier: c.Supplier, Customer: reports.Customer{ID: "1", Name: "Void"}, Period: c.Period, AsOf: c.AsOf, KnownAt: c.KnownAt, Window: 90}
	})
	add("grey", func(c *reports.Companion) {
		c.Health.Score, c.Health.Band, c.Health.Gate, c.Health.Coverage = reports.Number{}, "grey", "", 0.2
		c.Health.Parts = []reports.HealthPart{{Measure: "usage_trend"}, {Measure: "nps", Stale: true}, {Measure: "csat"}}
		c.Nights, c.Pulses, c.Held, c.Renewals = nil, nil, nil, nil
	})
	add("calm", func(c *reports.Companion) {
		c.Health = &reports.Health{Score: reports.Num(100), Band: "green", Plain: "yellow", Profile: "large", Coverage: 1, Previous: reports.Num(100),
			Parts: []reports.HealthPart{{Measure: "usage_trend", Value: reports.Num(0.2), Points: reports.Num(60), Most: 60, Change: reports.Num(0)}, {Measure: "seats", Value: reports.Num(10), Points: reports.Num(40), Most: 40, Change: reports.Num(0)}}}
		c.Renewals, c.Risks, c.Chances, c.Answers, c.Promises, c.Differences, c.Findings, c.Held = nil, nil, nil, nil, nil, nil, nil, nil
		c.Values = map[string]float64{}
		c.Stance = &reports.Stance{Respondents: 9, Promoters: 8, Passives: 1}
		c.People = []reports.Stakeholder{{Name: "Ada Olsen", Role: "sponsor"}, {Name: "Bo Lind", Role: "champion"}}
		c.Proof = reports.Proof{Horizon: 90, Reason: "no_recorded_night"}
		c.Nights = c.Nights[:1]
	})
	add("left", func(c *reports.Companion) {
		c.Paying, c.Health, c.MRR, c.Renewals, c.Stance, c.LeftOn = false, nil, reports.Num(0), nil, nil, on("2026-10-31")
	})
	add("notice", func(c *reports.Companion) { c.Renewals[0].State, c.Renewals[0].Chance = "notice", 0 })
	add("late", func(c *reports.Companion) { c.Renewals[0].State, c.Renewals[0].Days = "late", -12 })
	add("huge", func(c *reports.Companion) {
		c.Customer.Name = "The International Consortium for Extraordinarily Long Customer Names GmbH & Co. KG"
		c.Owner = "Maximiliana-Josephine von und zu Hohenzollern-Sigmaringen"
		c.MRR, c.Renewals[0].ARR, c.Renewals[0].Forecast = reports.Num(98765432109), reports.Num(1.185e12), reports.Num(7.9e11)
		for i := range 30 {
			c.Risks = append(c.Risks, reports.Concern{Rule: "r", Reason: fmt.Sprintf("reason %d of quite some length, so that it has to be broken into lines or cut", i), Action: "Do something about it as soon as somebody has the time for it, or sooner", Owner: c.Owner, Money: c.MRR})
			c.People = append(c.People, reports.Stakeholder{Name: fmt.Sprintf("Person Number %d of a very long name indeed", i), Title: "Deputy Assistant Vice President of Regional Operations and Everything Else"})
			c.Answers = append(c.Answers, reports.Answer{Kind: "nps", Score: 0, Of: 10, On: c.AsOf, Who: c.Owner, Words: "It is slow, it is dear, and nobody answers when we call, which we did every day of the last three weeks.", Waits: true})
			c.Promises = append(c.Promises, reports.Commitment{Status: reports.Late, Side: reports.Us, Text: "A promise so long that it was never going to be kept by anybody who had read it to its very end", Owner: c.Owner, DueOn: on("2024-01-01")})
			c.Differences = append(c.Differences, reports.Mismatch{Cause: "mrr_differs", Systems: "crm, billing", Detail: "MRR 98765432109.00 in the CRM, 98765432108.00 billed", MRR: c.MRR})
			c.Findings = append(c.Findings, reports.FailedRow{Check: "core.subscription_periods.expression(end_date IS NULL OR end_date > start_date)", Meaning: "one row per subscription and stretch of days with one price", Key: "sub_1OabcDEFghiJKLmnoPQRstuVWX"})
			c.Coverage = append(c.Coverage, reports.Coverage{Area: "usage", Source: "a-source-with-a-long-name", Known: true, HasData: true, Records: 123456789012, Newest: c.AsOf})
			c.Health.Parts = append(c.Health.Parts, reports.HealthPart{Measure: fmt.Sprintf("attribute.some_measure_of_ours_%d", i), Value: reports.Num(1e9), Points: reports.Num(0.4), Most: 1, Change: reports.Num(-1)})
		}
	})
	return out
}
