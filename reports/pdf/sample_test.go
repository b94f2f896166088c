package pdf

import (
	"math"
	"time"

	"quarterdeck/reports"
)

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return t
}

// sample is a customer with facts for every block.
func sample() *reports.QBR {
	period, err := reports.ParseQuarter("2026Q3", 1)
	if err != nil {
		panic(err)
	}
	return receipted(&reports.QBR{
		Supplier: reports.Supplier{Name: "Northwind Cloud", Currency: "USD", Timezone: "America/New_York"},
		Customer: reports.Customer{ID: "9001", Name: "Meridian Logistics", Plan: "Growth", Since: day("2024-02-11")},
		Period:   period,
		AsOf:     day("2026-09-30"),
		KnownAt:  time.Date(2026, 10, 1, 6, 12, 0, 0, time.UTC),
		People: []reports.Person{
			{Side: reports.Us, Name: "Dana Whitfield", Role: "Customer Success Manager"},
			{Side: reports.Us, Name: "Jonas Ekström", Role: "Solutions Engineer"},
			{Side: reports.Them, Name: "Priya Raman", Role: "VP Operations"},
			{Side: reports.Them, Name: "Tomás Herrera", Role: "Head of Dispatch"},
		},
		Note: &reports.Note{
			Author: "Dana Whitfield", On: day("2026-09-28"),
			Text: "The Rotterdam team went live in August, two weeks earlier than planned, and most of the quarter's growth comes from there. Invoice matching is still done by hand in two depots; that is where the next hours can be saved. Thank you for the time your dispatchers gave us in the route planning pilot.",
		},
		Goals: sampleGoals(), Promises: samplePromises(), Next: sampleNext(),
		Usage: sampleUsage(), Features: sampleFeatures(),
		Value: []reports.ValueLine{{
			Feature: "Route planning", Uses: reports.Num(21400), Factor: reports.Num(0.05), Unit: "hours", Assumption: "Each planned route spares three minutes at the desk",
			AgreedBy: "Priya Raman", AgreedOn: day("2026-04-02"),
		}},
		Teams:   sampleTeams(),
		Seats:   &reports.Seats{Active: reports.Num(204), Bought: reports.Num(240)},
		Support: sampleSupport(),
		NPS:     &reports.Survey{Responses: reports.Num(23), Promoters: reports.Num(14), Passives: reports.Num(6), Detractor: reports.Num(3), Score: reports.Num(47.8), Low: reports.Num(17.9), High: reports.Num(70.5), Shown: true, Previous: reports.Num(35)},
		CSAT:    &reports.Survey{Responses: reports.Num(31), Promoters: reports.Num(28), Score: reports.Num(28.0 / 31), Low: reports.Num(0.751), High: reports.Num(0.967), Shown: true},
		Term:    sampleTerm(),
		News: []reports.News{
			{Feature: "Returns planner", About: "Plans the way back with what is to be collected.", ReleasedOn: day("2026-09-08")},
			{Feature: "Depot calendar", About: "Shows every ramp and its free hours, so that nobody waits at the gate.", ReleasedOn: day("2026-07-21")},
		},
		Moments: []reports.Moment{
			{On: day("2026-07-10"), What: reports.Say("moments.done", reports.Args{"text": "Single sign-on for all depots"}), Side: reports.Us},
			{On: day("2026-08-01"), What: reports.Say("moments.seats", reports.Args{"from": reports.Num(200).Count(), "to": reports.Num(240).Count()}), Big: true},
			{On: day("2026-08-17"), What: reports.Say("moments.done", reports.Args{"text": "Rotterdam data handed over"}), Side: reports.Them},
			{On: day("2026-09-15"), What: reports.Say("moments.goal", reports.Args{"text": "Roll out to the Rotterdam depot"}), Big: true},
			{On: day("2026-09-21"), What: reports.Say("moments.peak", reports.Args{"n": reports.Num(186).Count()})},
		},
		Sources: []reports.Source{
			{Name: "billing", Loaded: time.Date(2026, 10, 1, 6, 3, 0, 0, time.UTC)},
			{Name: "crm", Loaded: time.Date(2026, 10, 1, 6, 1, 0, 0, time.UTC)},
			{Name: "helpdesk", Loaded: time.Date(2026, 10, 1, 6, 5, 0, 0, time.UTC)},
			{Name: "survey", Loaded: time.Date(2026, 10, 1, 6, 6, 0, 0, time.UTC)},
			{Name: "team", Loaded: time.Date(2026, 10, 1, 6, 0, 0, 0, time.UTC)},
			{Name: "usage", Loaded: time.Date(2026, 10, 1, 6, 11, 0, 0, time.UTC)},
		},
		Checks:  reports.Checks{Passed: 41, Total: 41},
		Missing: []reports.Gap{{Block: "ces", Reason: "no_answers"}},

		Definitions: sampleDefinitions(),
	})
}

// sampleDefinitions are sentences as long as those the marts have.
func sampleDefinitions() map[string]string {
	return map[string]string{
		"weekly_active_users":  "Different people with at least one recorded action in the week from Monday to Sunday, in {timezone} time. The average week at the end of the quarter is the mean of its last four weeks; a change since {month} compares it with the first four.",
		"usage_actions":        "All recorded actions in the 13 complete weeks that end in the quarter, against the 13 weeks before.",
		"seat_utilisation":     "People active in the 28 days to {day}, divided by the seats of your subscriptions.",
		"tickets_created":      "Tickets opened by your people in the month; deleted tickets and those opened by us are left out of reply times.",
		"first_reply_time":     "Time from opening to our first public reply, around the clock. The median: half of the tickets took less.",
		"full_resolution_time": "Time from opening to the last solution, reopenings included, for tickets solved in the quarter.",
		"sla_attainment":       "First replies that met the target of their priority, of all whose target was met or has passed, open tickets included.",
		"nps":                  "Share of answers 9–10 less share of answers 0–6, from −100 to +100. The range holds the true score in 95 of 100 cases (adjusted Wald).",
		"csat":                 "Share of answers that were satisfied: 4 or 5 of 5, or good of good and bad.",
		"ces":                  "Mean answer on how easy it was to get an issue solved; higher is easier.",
	}
}

func sampleGoals() []reports.Goal {
	return []reports.Goal{
		{ID: "g1", Title: "Roll out to the Rotterdam depot", Measure: "Dispatchers trained and active", Unit: "people", Baseline: reports.Num(0), Target: reports.Num(45), Actual: reports.Num(47), DueOn: day("2026-09-15"), Owner: "Tomás Herrera", Status: reports.GoalReached},
		{ID: "g2", Title: "Plan routes in less time", Measure: "Minutes to plan a day's routes, median", Unit: "min", Baseline: reports.Num(74), Target: reports.Num(30), Actual: reports.Num(38), DueOn: day("2026-12-15"), Owner: "Priya Raman", Status: reports.GoalOnTrack},
		{ID: "g3", Title: "Fewer empty return trips", Measure: "Share of trips without load", Unit: "%", Baseline: reports.Num(23), Target: reports.Num(15), Actual: reports.Num(18.4), DueOn: day("2026-12-31"), Owner: "Priya Raman", Status: reports.GoalOnTrack},
		{ID: "g4", Title: "Match invoices without paper", Measure: "Share of invoices matched automatically", Unit: "%", Baseline: reports.Num(12), Target: reports.Num(80), Actual: reports.Num(31), DueOn: day("2026-11-30"), Owner: "Ilse de Wit", Status: reports.GoalBehind},
	}
}

func samplePromises() []reports.Commitment {
	return []reports.Commitment{
		{ID: "c1", Side: reports.Us, Text: "Single sign-on for all depots", Owner: "Jonas Ekström", DueOn: day("2026-07-10"), Status: reports.Done, Heard: "Dispatchers forget a password for every depot"},
		{ID: "c2", Side: reports.Us, Text: "Two training days on site in Rotterdam", Owner: "Dana Whitfield", DueOn: day("2026-08-14"), Status: reports.Done},
		{ID: "c3", Side: reports.Them, Text: "Hand over the Rotterdam master data", Owner: "Tomás Herrera", DueOn: day("2026-08-17"), Status: reports.Done},
		{ID: "c4", Side: reports.Us, Text: "Invoice matching for the two Antwerp depots", Owner: "Jonas Ekström", DueOn: day("2026-09-18"), Status: reports.Late, Heard: "Matching by hand costs us a morning every week"},
		{ID: "c5", Side: reports.Them, Text: "Name an owner for invoice rules", Owner: "Priya Raman", DueOn: day("2026-09-25"), Status: reports.Late},
	}
}

func sampleNext() []reports.Commitment {
	return []reports.Commitment{
		{ID: "n1", Side: reports.Us, Text: "Finish invoice matching for Antwerp", Owner: "Jonas Ekström", DueOn: day("2026-10-16"), Status: reports.Open},
		{ID: "n2", Side: reports.Them, Text: "Name an owner for invoice rules", Owner: "Priya Raman", DueOn: day("2026-10-09"), Status: reports.Open},
		{ID: "n3", Side: reports.Us, Text: "Workshop on driver scorecards with the three depot leads", Owner: "Dana Whitfield", DueOn: day("2026-11-12"), Status: reports.Open},
		{ID: "n4", Side: reports.Them, Text: "Decide on the Hamburg roll-out", Owner: "Priya Raman", DueOn: day("2026-11-30"), Status: reports.Open},
		{ID: "n5", Side: reports.Us, Text: "Review of route planning times with your data", Owner: "Dana Whitfield", DueOn: day("2026-12-10"), Status: reports.Open},
	}
}

// sampleTerm is a contract of a year, with seats added in August.
func sampleTerm() *reports.Term {
	t := &reports.Term{
		Began: day("2026-02-11"), RenewalOn: day("2027-02-11"), Months: reports.Num(12), NoticeDays: reports.Num(60), NoticeOn: day("2026-12-13"),
		DaysLeft: reports.Num(134), Seats: reports.Num(240),
	}
	for i := range 13 {
		seats := 200.0
		if i >= 5 {
			seats = 240
		}
		t.Weeks = append(t.Weeks, reports.SeatWeek{Start: day("2026-06-29").AddDate(0, 0, 7*i), Seats: reports.Num(seats)})
	}
	return t
}

func sampleUsage() *reports.Usage {
	u := &reports.Usage{DaysEach: reports.Num(11.4)}
	now := []float64{139, 142, 138, 147, 151, 149, 158, 166, 171, 169, 178, 181, 186}
	year := []float64{98, 101, 99, 96, 104, 108, 103, 110, 112, 115, 111, 118, 120}
	first := day("2026-06-29")
	for i := range now {
		at := first.AddDate(0, 0, 7*i)
		u.Weeks = append(u.Weeks, week(at, now[i], now[i]*38+float64(i%3)*120, 6))
		u.LastYear = append(u.LastYear, week(at.AddDate(0, 0, -364), year[i], year[i]*31, 5))
		u.Before = append(u.Before, week(at.AddDate(0, 0, -91), 130+float64(i), 4700+40*float64(i), 6))
	}
	return u
}

func week(at time.Time, active, events, days float64) reports.Week {
	return reports.Week{Start: at, Active: reports.Num(active), Events: reports.Num(math.Round(events)), Days: reports.Num(days)}
}

func sampleFeatures() *reports.Features {
	f := &reports.Features{From: day("2026-06-29"), To: day("2026-09-27")}
	for _, x := range []struct {
		name         string
		users, n, of float64
	}{
		{"Route planning", 168, 24310, 19870}, {"Live tracking", 151, 18240, 17110}, {"Proof of delivery", 122, 9920, 9480},
		{"Driver messages", 97, 7105, 7630}, {"Reports", 41, 3310, 2270}, {"Invoice matching", 18, 1240, 610},
		{"Fuel log", 12, 402, 455}, {"Depot calendar", 9, 210, 190}, {"Driver scorecards", 0, 0, 0}, {"Returns planner", 0, 0, 0},
	} {
		f.Items = append(f.Items, reports.Feature{Name: x.name, InPlan: true, ActiveUsers: reports.Num(x.users), Uses: reports.Num(x.n), Previous: reports.Num(x.of)})
	}
	return f
}

// sampleTeams are four of the customer's teams; the last has not come yet.
func sampleTeams() []reports.Team {
	var teams []reports.Team
	for i, t := range []struct {
		name    string
		members float64
	}{{"Dispatch", 96}, {"Drivers", 71}, {"Depot leads", 24}, {"Finance", 13}} {
		team := reports.Team{Name: t.name, Members: reports.Num(t.members), Active: reports.Num(t.members * float64(3-i) / 3), Uses: map[string]reports.Number{}}
		for k, f := range sampleFeatures().Items {
			team.Uses[f.Name] = reports.Num(math.Floor(t.members * float64((3-i)*max(0, 8-k)) / 24))
		}
		teams = append(teams, team)
	}
	return teams
}

func sampleSupport() *reports.Support {
	s := &reports.Support{
		Created: reports.Num(58), Solved: reports.Num(55), PreviousCreated: reports.Num(67),
		FirstReply: reports.Num(96), Resolution: reports.Num(1130), PreviousReply: reports.Num(128),
		TargetMet: reports.Num(52), TargetFrom: reports.Num(55), ReplySlow: reports.Num(412), ResolutionSlow: reports.Num(4610), OpenTickets: reports.Num(6),
		Priorities: []reports.Priority{
			{Name: "urgent", Created: reports.Num(4), FirstReply: reports.Num(22), Target: reports.Num(60), Met: reports.Num(4), From: reports.Num(4)},
			{Name: "high", Created: reports.Num(13), FirstReply: reports.Num(71), ReplySlow: reports.Num(188), Target: reports.Num(240), Met: reports.Num(12), From: reports.Num(13)},
			{Name: "normal", Created: reports.Num(31), FirstReply: reports.Num(118), ReplySlow: reports.Num(402), Target: reports.Num(480), Met: reports.Num(28), From: reports.Num(29)},
			{Name: "low", Created: reports.Num(10), FirstReply: reports.Num(1510), ReplySlow: reports.Num(2890), Target: reports.Num(1440), Met: reports.Num(8), From: reports.Num(9)},
		},
		Oldest: []reports.Ticket{
			{ID: "41877", Subject: "Old depot names on printed labels", Priority: "low", Created: day("2026-08-29"), State: "hold"},
			{ID: "42120", Subject: "Fuel log rounds to whole litres", Priority: "normal", Created: day("2026-09-16"), State: "pending"},
			{ID: "42208", Subject: "Route export misses the ferry legs", Priority: "normal", Created: day("2026-09-22"), State: "open"},
			{ID: "42291", Subject: "Scanner logs out after each stop", Priority: "high", Created: day("2026-09-29"), State: "open"},
		},
	}
	months := []string{"2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"}
	counts := [][4]float64{{3, 7, 10, 3}, {2, 6, 11, 4}, {1, 5, 12, 3}, {2, 6, 9, 3}, {1, 4, 13, 4}, {1, 3, 9, 3}}
	for i, m := range months {
		c := counts[i]
		s.Months = append(s.Months, reports.SupportMonth{Month: day(m), Created: map[string]float64{"urgent": c[0], "high": c[1], "normal": c[2], "low": c[3]}, Total: reports.Num(c[0] + c[1] + c[2] + c[3])})
	}
	return s
}
