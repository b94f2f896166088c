package reports_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quarterdeck/reports"
)

func readAll(t *testing.T, db *sql.DB, opts reports.QBROptions) []*reports.QBR {
	t.Helper()
	var out []*reports.QBR
	err := reports.ReadQBRs(context.Background(), db, opts, func(q *reports.QBR) error {
		out = append(out, q)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// world is three customers: 100 with facts for every block, 200 with hardly
// any, 300 who came in the quarter. 400 never paid.
func world(t *testing.T) *landed {
	l := newLanded(t)
	l.put("crm", "hubspot_companies", "id, name, domain, created_at, updated_at, archived, attributes, attribute_history",
		`VALUES ('100', 'Acme Robotics', 'acme.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{"plan":"Growth"}',
		  '{"plan":[{"value":"Growth","timestamp":"2026-08-05T00:00:00Z"},{"value":"Starter","timestamp":"2024-01-01T00:00:00Z"}]}'),
		('200', 'Beta', 'beta.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{}', '{}'),
		('300', 'Gamma', 'gamma.example', TIMESTAMP '2026-07-01', TIMESTAMP '2026-07-01', false, '{"plan":"Starter"}', '{}'),
		('400', 'Delta', 'delta.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{}', '{}')`)
	l.put("crm", "hubspot_contacts", "id, first_name, last_name, job_title, email, company_id, created_at, updated_at, archived",
		`VALUES ('c1', 'Ada', 'Olsen', 'Analyst', 'a@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false),
		('c2', 'Bo', 'Lind', 'VP Operations', 'b@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false),
		('c3', 'Cy', 'Moe', NULL, 'c@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false)`)
	l.put("team", "files_subscription_periods", "subscription_id, start_date, end_date, customer_id, product, mrr, currency, kind, seats, renewal_date",
		`VALUES ('s1', DATE '2024-08-20', DATE '2026-08-01', '100', 'Growth', 1000, 'USD', 'paid', 20, NULL),
		('s1', DATE '2026-08-01', NULL, '100', 'Growth', 1500, 'USD', 'paid', 30, DATE '2027-08-01'),
		('s2', DATE '2025-01-01', DATE '2026-10-01', '200', 'Starter', 100, 'USD', 'paid', NULL, NULL),
		('s3', DATE '2026-07-15', NULL, '300', 'Starter', 100, 'USD', 'paid', 5, NULL)`)
	l.put("team", "files_goals", "goal_id, customer_id, title, measure, unit, baseline, target, actual, due_on, owner, status",
		`VALUES ('g1', '100', 'Ship faster', 'Days', 'days', 12, 5, 5, DATE '2026-09-01', 'Bo', 'on_track'),
		('g2', '100', 'Fewer errors', 'Errors', '', 40, 10, 30, DATE '2026-09-15', 'Bo', 'achieved'),
		('g3', '100', 'More sites', 'Sites', '', 1, 4, 2, DATE '2027-01-31', 'Bo', 'at_risk'),
		('g4', '100', 'Old one', 'Sites', '', 1, 4, 2, DATE '2026-01-31', 'Bo', 'on_track')`)
	l.put("team", "files_commitments", "commitment_id, customer_id, review, side, text, owner, due_on, status",
		`VALUES ('k1', '100', '2026Q2', 'us', 'Single sign-on', 'Dana', DATE '2026-07-20', 'done'),
		('k2', '100', '2026Q2', 'them', 'Name an owner', 'Bo', DATE '2026-08-31', 'open'),
		('k3', '100', '2026Q3', 'us', 'Workshop', 'Dana', DATE '2026-11-15', 'open'),
		('k4', '100', '2026Q3', 'us', 'Next year', 'Dana', DATE '2027-03-15', 'open'),
		('k5', '100', '2026Q2', 'us', 'Undated', 'Dana', NULL, 'open')`)
	l.put("team", "files_value_agreements", "agreement_id, customer_id, feature, factor, unit, assumption, agreed_by, agreed_on",
		`VALUES ('v1', '100', 'boards', 0.5, 'hours', 'Half an hour spared', 'Bo Lind', DATE '2026-02-01'),
		('v2', '100', 'Export', 2, 'hours', 'Nobody exported anything', 'Bo Lind', DATE '2026-02-01'),
		('v3', '100', NULL, 10, 'USD', 'A guess of ours', NULL, NULL),
		('v4', '100', NULL, 3, 'USD', 'Agreed too late', 'Bo Lind', DATE '2026-10-03')`)
	l.put("team", "files_notes", "note_id, customer_id, author, written_on, kind, text, pulse",
		`VALUES ('n1', '100', 'Dana', DATE '2026-09-20', 'summary', 'A good quarter.', NULL),
		('n2', '100', 'Dana', DATE '2026-09-25', 'pulse', 'SECRET gut feeling', 2),
		('n3', '100', 'Dana', DATE '2026-09-26', 'ask', 'SECRET upsell', NULL),
		('n5', '200', 'Dana', DATE '2026-07-06', 'summary', 'What became of the second quarter.', NULL),
		('n4', '100', 'Dana', DATE '2026-03-01', 'summary', 'An old note.', NULL)`)
	l.put("team", "files_features", "feature, event, plan",
		`VALUES ('Boards', 'board_opened', '*'), ('Export', 'export_made', 'Growth'), ('Rules', 'rule_run', 'Enterprise')`)
	// Two people every weekday-like day since 2025-06-01, one more from September on.
	l.put("team", "files_usage_events", "event_id, customer_id, user_id, event, occurred_at, quantity",
		`SELECT 'e' || u || '-' || d, '100', 'u' || u, 'board_opened', TIMESTAMP '2025-06-01 12:00:00' + d * INTERVAL 1 DAY, 1
		FROM range(0, 488) t(d), range(0, 6) s(u) WHERE u < 5 OR d >= 457`)
	l.put("team", "files_tickets", "ticket_id, customer_id, priority, status, created_at, first_replied_at, first_solved_at, solved_at, reopens, opened_by_agent",
		`SELECT 't' || i, '100', CASE WHEN i % 2 = 0 THEN 'high' ELSE 'normal' END, 'solved',
		TIMESTAMP '2026-07-06 10:00:00' + i * INTERVAL 5 DAY, TIMESTAMP '2026-07-06 10:00:00' + i * INTERVAL 5 DAY + i * INTERVAL 1 HOUR,
		TIMESTAMP '2026-07-07 10:00:00' + i * INTERVAL 5 DAY, TIMESTAMP '2026-07-07 10:00:00' + i * INTERVAL 5 DAY, 0, false FROM range(1, 10) t(i)`,
		`VALUES ('t90', '100', 'low', 'open', TIMESTAMP '2026-05-01 10:00:00', NULL, NULL, NULL, 0, false)`)
	l.put("team", "files_survey_responses", "response_id, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_at",
		`SELECT 'r' || i, 'rel', 'nps', true, 'p' || i, '100', 9, 0, 10, TIMESTAMP '2026-08-10 10:00:00' FROM range(0, 11) t(i)`,
		`VALUES ('r99', 'rel', 'nps', true, 'p0', '100', 3, 0, 10, TIMESTAMP '2026-09-10 10:00:00')`,
		`VALUES ('r98', 'tick', 'csat', false, 'p0', '100', 5, 1, 5, TIMESTAMP '2026-09-10 10:00:00')`)
	return l
}

func TestReadQBRs(t *testing.T) {
	db := world(t).build("2026-10-02")
	got := readAll(t, db, reports.QBROptions{})
	var names []string
	for _, q := range got {
		names = append(names, q.Customer.ID+" "+q.Customer.Name)
	}
	// 200 paid at the quarter's end but no more on the as-of day.
	if diff := cmp.Diff([]string{"100 Acme Robotics", "200 Beta", "300 Gamma"}, names); diff != "" {
		t.Fatal(diff)
	}
	acme := got[0]
	if acme.Period.String() != "2026Q3" || acme.First || acme.Customer.Plan != "Growth" {
		t.Errorf("period %v, first %v, plan %q", acme.Period, acme.First, acme.Customer.Plan)
	}
	t.Run("people", func(t *testing.T) {
		want := []reports.Person{{Side: reports.Them, Name: "Bo Lind", Role: "VP Operations"}, {Side: reports.Them, Name: "Ada Olsen", Role: "Analyst"}}
		if diff := cmp.Diff(want, acme.People); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("agreed", func(t *testing.T) { checkAgreed(t, acme) })
	t.Run("usage", func(t *testing.T) { checkUsage(t, acme) })
	t.Run("value", func(t *testing.T) {
		// Six people opened a board every day of the quarter's 91, the sixth from September on.
		want := []reports.ValueLine{{Feature: "boards", Uses: reports.Num(5*91 + 27), Factor: reports.Num(0.5), Unit: "hours",
			Assumption: "Half an hour spared", AgreedBy: "Bo Lind", AgreedOn: date("2026-02-01")}}
		if diff := cmp.Diff(want, acme.Value, withoutReceipts); diff != "" {
			t.Error(diff)
		}
		if gaps(acme)["value"] != "not_agreed" {
			t.Errorf("an assumption nobody agreed to is not named: %v", gaps(acme))
		}
	})
	t.Run("support", func(t *testing.T) { checkSupport(t, acme) })
	t.Run("voice", func(t *testing.T) { checkVoice(t, acme) })
	t.Run("moments", func(t *testing.T) {
		var keys []string
		for _, m := range acme.Moments {
			keys = append(keys, m.On.Format("01-02 ")+m.What.Key)
		}
		want := []string{"07-20 moments.done", "08-01 moments.seats", "08-05 moments.plan", "08-20 moments.anniversary", "08-31 moments.peak", "09-01 moments.goal"}
		if diff := cmp.Diff(want, keys); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("sparse", func(t *testing.T) {
		beta := got[1]
		if beta.Usage != nil || beta.Support != nil || beta.NPS != nil || beta.Seats != nil || beta.Features != nil {
			t.Errorf("facts out of nothing: %+v", beta)
		}
		want := map[string]string{"goals": "none_recorded", "promises": "none_recorded", "plan": "none_recorded", "note": "none_recorded",
			"usage": "no_data", "features": "no_data", "seats": "no_data", "support": "no_data", "nps": "no_answers", "csat": "no_answers", "ces": "no_answers"}
		if diff := cmp.Diff(want, gaps(beta)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("first quarter", func(t *testing.T) {
		if !got[2].First {
			t.Error("a customer since July is in the first quarter")
		}
	})
	// Every metric a review prints has a sentence for its reader, with no setting left open.
	for _, metric := range []string{"weekly_active_users", "usage_actions", "seat_utilisation", "tickets_created", "first_reply_time",
		"full_resolution_time", "sla_attainment", "nps", "csat", "ces"} {
		sentence := acme.Definitions[metric]
		if sentence == "" || strings.Contains(strings.NewReplacer("{timezone}", "", "{month}", "", "{day}", "").Replace(sentence), "{") {
			t.Errorf("the definition of %s for customers is %q", metric, sentence)
		}
	}
	if acme.Checks.Total == 0 || len(acme.Sources) == 0 {
		t.Errorf("checks %v, sources %v", acme.Checks, acme.Sources)
	}
}

func gaps(q *reports.QBR) map[string]string {
	out := map[string]string{}
	for _, g := range q.Missing {
		out[g.Block] = g.Reason
	}
	return out
}

func checkAgreed(t *testing.T, q *reports.QBR) {
	t.Helper()
	status := map[string]reports.GoalStatus{}
	for _, g := range q.Goals {
		status[g.ID] = g.Status
	}
	// g1 by its numbers; g2 is recorded as achieved but is not, and its day has
	// passed; g4 was due before the quarter.
	want := map[string]reports.GoalStatus{"g1": reports.GoalReached, "g2": reports.GoalMissed, "g3": reports.GoalBehind}
	if diff := cmp.Diff(want, status); diff != "" {
		t.Error(diff)
	}
	var promises, next []string
	for _, c := range q.Promises {
		promises = append(promises, c.ID+" "+string(c.Status))
	}
	for _, c := range q.Next {
		next = append(next, c.ID+" "+string(c.Status))
	}
	if diff := cmp.Diff([]string{"k1 done", "k2 late", "k5 open"}, promises); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"k3 open"}, next); diff != "" {
		t.Error(diff)
	}
	if q.Note == nil || q.Note.Text != "A good quarter." {
		t.Errorf("note %+v", q.Note)
	}
}

func checkUsage(t *testing.T, q *reports.QBR) {
	t.Helper()
	u := q.Usage
	if u == nil {
		t.Fatal("no usage")
	}
	// Events run from 2025-06-01 to 2026-10-01; the week of 21 September is the
	// last whose Sunday lies in the quarter.
	first, last := u.Weeks[0], u.Weeks[12]
	if !first.Start.Equal(date("2026-06-29")) || !last.Start.Equal(date("2026-09-21")) {
		t.Errorf("weeks from %v to %v", first.Start, last.Start)
	}
	if first.Active.V != 5 || first.Events.V != 35 || first.Days.V != 7 {
		t.Errorf("first week %+v", first)
	}
	if last.Active.V != 6 || last.Events.V != 42 {
		t.Errorf("last week %+v", last)
	}
	if n := reports.KnownWeeks(u.LastYear); n != 13 || u.LastYear[12].Active.V != 5 {
		t.Errorf("%d weeks a year ago, the last %+v", n, u.LastYear[12])
	}
	if diff := cmp.Diff(reports.Seats{Active: reports.Num(6), Bought: reports.Num(30)}, *q.Seats, withoutReceipts); diff != "" {
		t.Error(diff)
	}
	var features []string
	for _, f := range q.Features.Items {
		features = append(features, fmt.Sprintf("%s %t %v %v", f.Name, f.InPlan, f.ActiveUsers.V, f.Uses.V))
	}
	// 91 days of five people are 455 uses, and the 27 days of a sixth, from
	// 1 to 27 September, are 27 more.
	if diff := cmp.Diff([]string{"Boards true 6 482", "Export true 0 0"}, features); diff != "" {
		t.Error(diff)
	}
}

func checkSupport(t *testing.T, q *reports.QBR) {
	t.Helper()
	s := q.Support
	if s == nil {
		t.Fatal("no support")
	}
	// Nine tickets answered after 1 to 9 hours.
	if s.Created.V != 9 || s.FirstReply.V != 300 || s.Resolution.V != 1440 || s.PreviousCreated.V != 1 {
		t.Errorf("created %v, reply %v, resolution %v, before %v", s.Created, s.FirstReply, s.Resolution, s.PreviousCreated)
	}
	// high: 2, 4, 6, 8 h against 4 h; normal: 1, 3, 5, 7, 9 h against 8 h.
	if s.TargetMet.V != 6 || s.TargetFrom.V != 9 {
		t.Errorf("met %v of %v", s.TargetMet, s.TargetFrom)
	}
	if s.OpenTickets.V != 1 || len(s.Oldest) != 1 || s.Oldest[0].ID != "t90" {
		t.Errorf("open %v, oldest %+v", s.OpenTickets, s.Oldest)
	}
	var months []string
	for _, m := range s.Months {
		months = append(months, fmt.Sprint(m.Month.Format("2006-01 "), m.Created["high"]+m.Created["normal"]+m.Created["low"]))
	}
	if diff := cmp.Diff([]string{"2026-04 0", "2026-05 1", "2026-06 0", "2026-07 5", "2026-08 4", "2026-09 0"}, months); diff != "" {
		t.Error(diff)
	}
}

func checkVoice(t *testing.T, q *reports.QBR) {
	t.Helper()
	n := q.NPS
	if n == nil {
		t.Fatal("no NPS")
	}
	// Eleven people; p0's later answer replaces the earlier one.
	if n.Responses.V != 11 || n.Promoters.V != 10 || n.Detractor.V != 1 || !n.Shown {
		t.Errorf("%+v", n)
	}
	if got, want := n.Score.V, 100*9.0/11; got != want {
		t.Errorf("score %v, want %v", got, want)
	}
	if q.CSAT == nil || q.CSAT.Responses.V != 1 || q.CSAT.Shown {
		t.Errorf("csat %+v", q.CSAT)
	}
}

func TestReadQBRsOptions(t *testing.T) {
	l := world(t)
	db := l.build("2026-10-02")
	period, err := reports.ParseQuarter("2026Q3", 1)
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, db, reports.QBROptions{Period: period, Customers: []string{"400", "100"}, Batch: 1, Commercial: everybody})
	if len(got) != 2 || got[0].Customer.ID != "100" || got[1].Customer.ID != "400" {
		t.Fatalf("got %d reviews", len(got))
	}
	if got[0].Term == nil || !got[0].Term.RenewalOn.Equal(date("2027-08-01")) {
		t.Errorf("term %+v", got[0].Term)
	}
	whole := readAll(t, db, reports.QBROptions{Customers: []string{"100"}, Commercial: everybody})
	if diff := cmp.Diff(whole[0], got[0], cmp.Comparer(sameMonth)); diff != "" {
		t.Errorf("a review depends on its batch:\n%s", diff)
	}
	err = reports.ReadQBRs(context.Background(), db, reports.QBROptions{Customers: []string{"nobody"}}, nil)
	if !errors.Is(err, reports.ErrNoCustomer) {
		t.Errorf("unknown customer: %v", err)
	}
	stop := errors.New("stop")
	err = reports.ReadQBRs(context.Background(), db, reports.QBROptions{}, func(*reports.QBR) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("yield's error: %v", err)
	}
	t.Run("a torn page", func(t *testing.T) { checkTorn(t, db, l.published()) })
}

// withoutReceipts compares numbers by what they are, not by where they come from.
var withoutReceipts = cmpopts.IgnoreFields(reports.Number{}, "Receipt")

func everybody(string) bool { return true }

func sameMonth(a, b reports.Month) bool { return time.Time(a).Equal(time.Time(b)) }
