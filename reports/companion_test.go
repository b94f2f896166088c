package reports_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quarterdeck/reports"
	"quarterdeck/transforms"
)

func readCompanions(t *testing.T, db *sql.DB, opts reports.QBROptions) map[string]*reports.Companion {
	t.Helper()
	out := map[string]*reports.Companion{}
	err := reports.ReadCompanions(context.Background(), db, opts, func(c *reports.Companion) error {
		out[c.Customer.ID] = c
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// troubled is a world where 100 has something in every block and 200 next to nothing.
func troubled(t *testing.T) *landed {
	l := newLanded(t)
	l.put("crm", "hubspot_companies", "id, name, domain, created_at, updated_at, archived, attributes, attribute_history",
		`VALUES ('100', 'Acme', 'acme.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{"plan":"Growth"}', '{}'),
		('200', 'Beta', 'beta.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{}', '{}')`)
	l.put("crm", "hubspot_contacts", "id, first_name, last_name, job_title, email, company_id, created_at, updated_at, archived",
		`VALUES ('c1', 'Ada', 'Olsen', 'Analyst', 'a@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false),
		('c2', 'Bo', 'Lind', 'VP Operations', 'b@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false),
		('c3', 'Cy', 'Moe', 'Clerk', 'c@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2026-08-10', true),
		('c4', 'Di', 'Fox', 'Clerk', 'd@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2025-08-10', true)`)
	l.put("team", "files_key_people", "customer_id, person, name, role, left_on",
		`VALUES ('100', 'e@acme.example', 'Eve Roe', 'champion', DATE '2026-09-15'), ('100', 'b@acme.example', 'Bo Lind', 'sponsor', NULL)`)
	l.put("team", "files_subscription_periods", "subscription_id, start_date, end_date, customer_id, product, mrr, currency, kind, seats, renewal_date",
		`VALUES ('s1', DATE '2024-08-20', NULL, '100', 'Growth', 1500, 'USD', 'paid', 4, DATE '2026-11-20'),
		('s2', DATE '2025-01-01', NULL, '200', 'Starter', 100, 'USD', 'paid', 10, NULL)`)
	l.put("team", "files_goals", "goal_id, customer_id, title, measure, unit, baseline, target, actual, due_on, owner, status",
		`VALUES ('g1', '100', 'Ship faster', 'Days', 'days', 12, 5, 8, DATE '2026-12-01', 'Bo', 'on_track')`)
	l.put("team", "files_commitments", "commitment_id, customer_id, review, side, text, owner, due_on, status",
		`VALUES ('k1', '100', '2026Q2', 'us', 'Kept', 'Dana', DATE '2026-07-20', 'done'),
		('k2', '100', '2026Q2', 'them', 'Name an owner', 'Bo', DATE '2026-08-31', 'open'),
		('k3', '100', '2025Q2', 'us', 'Old and open', 'Dana', DATE '2025-11-15', 'open'),
		('k4', '100', '2026Q3', 'us', 'Not late yet', 'Dana', DATE '2026-10-02', 'open'),
		('k5', '100', '2026Q4', 'us', 'Far away', 'Dana', DATE '2027-10-02', 'open')`)
	l.put("team", "files_notes", "note_id, customer_id, author, written_on, kind, text, pulse",
		`VALUES ('n1', '100', 'Dana', DATE '2026-09-25', 'pulse', 'Angry call', 1), ('n2', '100', 'Dana', DATE '2026-03-25', 'pulse', 'Fine', 4),
		('n3', '100', 'Dana', DATE '2025-08-01', 'pulse', 'Too long ago', 5)`)
	l.put("team", "files_usage_events", "event_id, customer_id, user_id, event, occurred_at, quantity",
		`SELECT 'e' || u || '-' || d, '100', 'u' || u, 'board_opened', TIMESTAMP '2026-06-01 12:00:00' + d * INTERVAL 1 DAY, 1
		FROM range(0, 123) t(d), range(0, 6) s(u)`)
	l.put("team", "files_survey_responses", "response_id, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_at, comment",
		`VALUES ('r1', 'rel', 'nps', true, 'a@acme.example', '100', 2, 0, 10, TIMESTAMP '2026-09-10 10:00:00', 'Too slow'),
		('r2', 'rel', 'nps', true, 'b@acme.example', '100', 3, 0, 10, TIMESTAMP '2026-08-10 10:00:00', 'Changed my mind since'),
		('r3', 'rel', 'nps', true, 'b@acme.example', '100', 9, 0, 10, TIMESTAMP '2026-09-20 10:00:00', 'Better now'),
		('r4', 'tick', 'csat', false, 'x@acme.example', '100', 1, 1, 5, TIMESTAMP '2026-09-12 10:00:00', 'Three times'),
		('r5', 'tick', 'csat', false, 'x@acme.example', '100', 1, 1, 5, TIMESTAMP '2026-05-12 10:00:00', 'Long ago')`)
	night := func(day string, score, version int) string {
		return fmt.Sprintf("(DATE '%s', '100', %d, 'green', 1500, false, 'R-%s', 'default', %d)", day, score, day, version)
	}
	l.put("quarterdeck", "quarterdeck_health", "as_of, customer_id, score, band, mrr, hindsight, run_id, profile, definition_version",
		"VALUES "+strings.Join([]string{night("2025-08-31", 70, 1), night("2026-03-31", 80, 1), night("2026-08-31", 85, 2)}, ", "))
	l.put("quarterdeck", "quarterdeck_nights", "as_of, kpi, run_id", "VALUES (DATE '2025-08-31', 'nrr', 'R-2025-08-31'), (DATE '2026-03-31', 'nrr', 'R-2026-03-31'), (DATE '2026-08-31', 'nrr', 'R-2026-08-31')")
	l.alerts = transforms.Alerts{DailyBudget: 1, CoolDownDays: 14, CloseAfterNights: 2, Rules: []transforms.AlertRule{
		{Rule: "champion_left", Kind: "risk", When: "champions_left > 0", Reason: "{lost_champion} has left", Action: "Find a new champion", Money: "mrr"},
		{Rule: "small_change", Kind: "risk", When: "champions_left > 0", Reason: "a trifle", Action: "Wait", Money: "mrr / 10"},
		{Rule: "seats_near_limit", Kind: "expansion", When: "seat_utilisation >= 0.9", Reason: "seats are short", Action: "Offer seats", Money: "mrr / 5"},
	}}
	return l
}

func TestReadCompanions(t *testing.T) {
	db := troubled(t).build("2026-10-02")
	all := readCompanions(t, db, reports.QBROptions{})
	acme := all["100"]
	if len(all) != 2 || acme == nil || !acme.Paying || acme.MRR.V != 1500 || acme.Seats.V != 4 || acme.Period.String() != "2026Q3" {
		t.Fatalf("got %d companions, Acme %+v", len(all), acme)
	}
	checkPeople(t, acme)
	checkMoney(t, acme)
	checkData(t, all)
	t.Run("parts", func(t *testing.T) { checkParts(t, db, all) })
	t.Run("apart", func(t *testing.T) { checkApart(t, db) })
	t.Run("questions", func(t *testing.T) {
		var keys []string
		for _, q := range acme.Questions() {
			keys = append(keys, q.Key)
		}
		want := []string{"question.renewal", "question.left", "question.words", "question.ours", "question.more_seats", "question.goal"}
		if diff := cmp.Diff(want, keys); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("proof", func(t *testing.T) {
		if p := acme.Proof; p.Horizon != 90 || p.Reason == "" || p.AUC.OK() {
			t.Errorf("got %+v, want a reason why nothing can be said", p)
		}
	})
}

func checkPeople(t *testing.T, acme *reports.Companion) {
	t.Run("people", func(t *testing.T) {
		// Di left more than half a year ago; Bo is named once, with the title the CRM has.
		want := []reports.Stakeholder{{Name: "Eve Roe", Role: "champion", Left: date("2026-09-15")}, {Name: "Bo Lind", Role: "sponsor", Title: "VP Operations"},
			{Name: "Cy Moe", Left: date("2026-08-10")}, {Name: "Ada Olsen", Title: "Analyst"}}
		if diff := cmp.Diff(want, acme.People); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("voice", func(t *testing.T) {
		// Bo's newer answer replaces his older one; Ada waits, for no note or ticket of ours followed.
		want := []reports.Answer{{Kind: "nps", Score: 2, Of: 10, On: date("2026-09-10"), Who: "Ada Olsen", Words: "Too slow", Waits: true},
			{Kind: "csat", Score: 1, Of: 5, On: date("2026-09-12"), Who: "x@acme.example", Words: "Three times"},
			{Kind: "nps", Score: 9, Of: 10, On: date("2026-09-20"), Who: "Bo Lind", Words: "Better now", Glad: true}}
		if diff := cmp.Diff(want, acme.Answers); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(&reports.Stance{Respondents: 2, Promoters: 1, Detractors: 1, Waiting: 1, Since: date("2026-09-10")}, acme.Stance); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("promises", func(t *testing.T) {
		want := []reports.Commitment{{ID: "k3", Side: reports.Us, Text: "Old and open", Owner: "Dana", DueOn: date("2025-11-15"), Status: reports.Late},
			{ID: "k2", Side: reports.Them, Text: "Name an owner", Owner: "Bo", DueOn: date("2026-08-31"), Status: reports.Late},
			{ID: "k4", Side: reports.Us, Text: "Not late yet", Owner: "Dana", DueOn: date("2026-10-02"), Status: reports.Open}}
		if diff := cmp.Diff(want, acme.Promises); diff != "" {
			t.Error(diff)
		}
	})
}

func checkMoney(t *testing.T, acme *reports.Companion) {
	t.Run("history", func(t *testing.T) {
		// 1 of 1 to 5 is 0 of 100, 4 is 75; what is older than a year is not shown.
		want := []reports.Pulse{{On: date("2026-03-25"), Noted: 4, Score: 75, Author: "Dana", Text: "Fine"}, {On: date("2026-09-25"), Noted: 1, Author: "Dana", Text: "Angry call"}}
		if diff := cmp.Diff(want, acme.Pulses); diff != "" {
			t.Error(diff)
		}
		var nights []string
		for _, n := range acme.Nights {
			nights = append(nights, n.On.Format(time.DateOnly))
		}
		if diff := cmp.Diff([]string{"2026-03-31", "2026-08-31", "2026-10-02"}, nights); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("money", func(t *testing.T) {
		// 20 November is 49 days away.
		if len(acme.Renewals) != 1 || acme.Renewals[0].Days != 49 || acme.Renewals[0].ARR.V != 18000 || acme.Renewals[0].State != "due" {
			t.Errorf("renewals: got %+v", acme.Renewals)
		}
		if r := acme.Renewals[0]; math.Abs(r.Forecast.V-r.ARR.V*r.Chance) > 0.01 {
			t.Errorf("a forecast of %v of %v by %v", r.Forecast.V, r.ARR.V, r.Chance)
		}
		// The night's budget is one alert, and goes to that with more money.
		risks := []reports.Concern{{Rule: "champion_left", Reason: "Eve Roe has left", Action: "Find a new champion", Money: reports.Num(1500), Since: date("2026-10-02"), State: "new"},
			{Rule: "small_change", Reason: "a trifle", Action: "Wait", Money: reports.Num(150), Since: date("2026-10-02"), State: "held"}}
		if diff := cmp.Diff(risks, acme.Risks); diff != "" {
			t.Error(diff)
		}
		chances := []reports.Concern{{Rule: "seats_near_limit", Reason: "seats are short", Action: "Offer seats", Money: reports.Num(300), Since: date("2026-10-02"), State: "held", Goal: "Ship faster"}}
		if diff := cmp.Diff(chances, acme.Chances); diff != "" {
			t.Error(diff)
		}
		if acme.AtRisk().V != 1500 || acme.Expansion().V != 300 {
			t.Errorf("got %v at risk and %v more, want 1500 and 300", acme.AtRisk().V, acme.Expansion().V)
		}
	})
}

func checkData(t *testing.T, all map[string]*reports.Companion) {
	acme := all["100"]
	t.Run("data", func(t *testing.T) {
		// Six people are active on four seats of 375 a month each.
		want := []reports.Mismatch{{Cause: "seats_exceeded", Systems: "billing, usage", Detail: "6 active users on 4 seats", MRR: reports.Num(750)}}
		if diff := cmp.Diff(want, acme.Differences, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
			t.Error(diff)
		}
		if len(all["200"].Findings) == 0 { // it pays, and its contract tells no renewal date
			t.Error("no row of Beta fails a check")
		}
		for _, f := range acme.Findings {
			if strings.Contains(f.Key, "s2") {
				t.Errorf("a row of Beta is listed with Acme: %+v", f)
			}
		}
	})
}

// checkParts: the parts of every score add up to it, and what a measure could add at most, times
// the share of its own score, is what it adds.
func checkParts(t *testing.T, db *sql.DB, all map[string]*reports.Companion) {
	scored := 0
	for id, c := range all {
		if c.Health == nil || !c.Health.Score.OK() {
			continue
		}
		scored++
		sum := 0.0
		for _, part := range c.Health.Parts {
			sum += part.Points.V
			var own sql.NullFloat64
			row := db.QueryRow("SELECT max(score) FROM marts.health_inputs WHERE customer_id = ? AND measure = ?", id, part.Measure)
			if err := row.Scan(&own); err != nil {
				t.Fatal(err)
			}
			if part.Points.OK() && own.Valid && math.Abs(part.Most*own.Float64/100-part.Points.V) > 1e-6 {
				t.Errorf("%s of %s: %v of %v points at a score of %v", part.Measure, id, part.Points.V, part.Most, own.Float64)
			}
		}
		if math.Abs(sum-c.Health.Score.V) > 1e-6 {
			t.Errorf("the parts of %s add up to %v, its score is %v", id, sum, c.Health.Score.V)
		}
	}
	if scored == 0 {
		t.Error("nobody is scored; the test proves nothing")
	}
}

// checkApart: a companion holds its own customer, however many are read at once.
func checkApart(t *testing.T, db *sql.DB) {
	together := readCompanions(t, db, reports.QBROptions{Customers: []string{"100", "200"}})
	for id, c := range together {
		alone := readCompanions(t, db, reports.QBROptions{Customers: []string{id}})[id]
		if diff := cmp.Diff(alone, c); diff != "" {
			t.Errorf("%s read alone (-) is another than read with others (+):\n%s", id, diff)
		}
	}
	raw, err := json.Marshal(together["200"])
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"Acme", "acme.example", "Bo Lind", "Too slow", "Angry", "Name an owner"} {
		if strings.Contains(string(raw), mark) {
			t.Errorf("the companion of Beta holds %q of Acme", mark)
		}
	}
}
