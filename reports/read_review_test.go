package reports_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/reports"
)

// meeting is a customer with all that a review's table knows, 100, and one in its
// first quarter, 300.
func meeting(t *testing.T) *landed {
	l := newLanded(t)
	l.put("crm", "hubspot_companies", "id, name, domain, created_at, updated_at, archived, attributes, attribute_history",
		`VALUES ('100', 'Acme Robotics', 'acme.example', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false, '{"plan":"Growth"}', '{}'),
		('300', 'Gamma', 'gamma.example', TIMESTAMP '2026-07-01', TIMESTAMP '2026-07-01', false, '{"plan":"Starter"}', '{}')`)
	l.put("crm", "hubspot_contacts", "id, first_name, last_name, job_title, email, company_id, created_at, updated_at, archived",
		`VALUES ('c1', 'Ada', 'Olsen', 'Chief Executive', 'a@acme.example', '100', TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-01', false)`)
	l.put("team", "files_subscription_periods", "subscription_id, start_date, end_date, customer_id, product, mrr, currency, kind, seats, renewal_date",
		`VALUES ('s1', DATE '2025-08-01', DATE '2026-08-01', '100', 'Growth', 1000, 'USD', 'paid', 20, DATE '2026-08-01'),
		('s1', DATE '2026-08-01', NULL, '100', 'Growth', 1500, 'USD', 'paid', 30, DATE '2027-08-01'),
		('s3', DATE '2026-07-15', NULL, '300', 'Starter', 100, 'USD', 'paid', 5, DATE '2027-07-15')`)
	l.put("team", "files_attendees", "customer_id, review, name, role, side",
		`VALUES ('100', '2026Q3', 'Zoë Berg', 'Analyst', 'them'), ('100', '2026Q3', 'Bo Lind', 'VP Operations', 'them'),
		('100', '2026q3', 'Dana Whitfield', NULL, 'us'), ('100', '2026Q2', 'Gone Since', 'Buyer', 'them'), ('nobody', '2026Q3', 'Stray', NULL, 'us')`)
	l.put("team", "files_notice_periods", "customer_id, notice_days", `VALUES ('100', 90)`)
	l.put("team", "files_features", "feature, event, plan", `VALUES ('Boards', 'b', '*'), ('Export', 'e', 'Growth'), ('Rules', 'r', 'Enterprise'), ('Old', 'o', '*'), ('Soon', 's', '*')`)
	l.put("team", "files_feature_news", "feature, released_on, about",
		`VALUES ('Boards', DATE '2026-07-01', 'Shows it all.'), ('Export', DATE '2026-10-01', 'Sends it on.'), ('Rules', DATE '2026-08-01', 'Only for others.'),
		('Old', DATE '2026-06-30', 'Long there.'), ('Soon', DATE '2026-10-03', 'Not yet there.')`)
	l.put("team", "files_onboarding_steps", "customer_id, step, applicable, mandatory, due_on, done_on",
		`VALUES ('300', 'Training', true, true, DATE '2026-08-20', NULL), ('300', 'Kick-off', true, true, DATE '2026-07-20', DATE '2026-07-21'),
		('300', 'Import', true, true, DATE '2026-08-01', DATE '2026-10-05'), ('300', 'Not for them', false, true, NULL, NULL),
		('100', 'Kick-off', true, true, DATE '2024-01-20', DATE '2024-01-20')`)
	l.put("team", "files_commitments", "commitment_id, customer_id, review, side, text, owner, due_on, status, heard",
		`VALUES ('k1', '100', '2026Q2', 'us', 'Look into it', 'Dana', DATE '2026-07-20', 'open', 'It is slow'),
		('k2', '100', '2026Q2', 'us', 'Write a guide', 'Dana', DATE '2026-08-20', 'done', 'Nobody knows how'),
		('k3', '100', '2026Q2', 'us', 'Drop it', 'Dana', DATE '2026-08-21', 'dropped', 'We want this'),
		('k4', '100', '2026Q2', 'them', 'Try it', 'Bo', DATE '2026-08-22', 'done', 'Theirs is no answer of ours'),
		('k5', '100', '2026Q2', 'us', 'As always', 'Dana', DATE '2026-08-23', 'done', NULL)`)
	l.put("team", "files_tickets", "ticket_id, customer_id, priority, status, created_at, first_replied_at, first_solved_at, solved_at, reopens, opened_by_agent",
		`SELECT 't' || i, '100', 'high', 'solved', TIMESTAMP '2026-07-06 10:00:00', TIMESTAMP '2026-07-06 10:00:00' + i * INTERVAL 1 HOUR,
		TIMESTAMP '2026-07-06 10:00:00' + i * INTERVAL 1 DAY, TIMESTAMP '2026-07-06 10:00:00' + i * INTERVAL 1 DAY, 0, false FROM range(1, 13) t(i)`,
		`SELECT 'u' || i, '300', 'high', 'solved', TIMESTAMP '2026-08-06 10:00:00', TIMESTAMP '2026-08-06 10:00:00' + i * INTERVAL 1 HOUR,
		TIMESTAMP '2026-08-07 10:00:00', TIMESTAMP '2026-08-07 10:00:00', 0, false FROM range(1, 10) t(i)`)
	l.put("team", "files_survey_responses", "response_id, survey, kind, relationship, respondent_id, customer_id, score, scale_min, scale_max, responded_at",
		`SELECT 'r' || i, 'tick', 'csat', false, 'p' || i, '100', CASE WHEN i < 10 THEN 5 ELSE 1 END, 1, 5, TIMESTAMP '2026-08-10 10:00:00' FROM range(0, 12) t(i)`)
	return l
}

func TestReadTheTableOfAReview(t *testing.T) {
	l := meeting(t)
	l.put("team", "files_user_teams", "customer_id, user_id, team",
		`VALUES ('100', 'u1', 'Ops'), ('100', 'u2', 'Ops'), ('100', 'u3', 'Ops'), ('100', 'f1', 'Finance'), ('100', 'f2', 'Finance'), ('100', 'f3', 'Finance'),
		('100', 'p1', 'Pair'), ('100', 'p2', 'Pair'), ('300', 'g1', 'Ops')`)
	l.put("team", "files_usage_events", "event_id, customer_id, user_id, event, occurred_at, quantity",
		`VALUES ('e1', '100', 'u3', 'b', TIMESTAMP '2026-06-01 12:00:00', 1), ('e2', '100', 'u1', 'b', TIMESTAMP '2026-08-05 12:00:00', 1),
		('e3', '100', 'u1', 'e', TIMESTAMP '2026-08-06 12:00:00', 1), ('e4', '100', 'u2', 'b', TIMESTAMP '2026-09-05 12:00:00', 1),
		('e5', '100', 'f1', 'b', TIMESTAMP '2026-09-29 12:00:00', 1), ('e6', '100', 'p1', 'b', TIMESTAMP '2026-08-05 12:00:00', 1)`)
	db := l.build("2026-10-02")
	only := func(id string) bool { return id == "100" }
	got := readAll(t, db, reports.QBROptions{Commercial: only, Personal: everybody})
	if len(got) != 2 {
		t.Fatalf("%d reviews", len(got))
	}
	acme, gamma := got[0], got[1]
	t.Run("attendees", func(t *testing.T) {
		want := []reports.Person{{Side: reports.Them, Name: "Bo Lind", Role: "VP Operations"}, {Side: reports.Us, Name: "Dana Whitfield"}, {Side: reports.Them, Name: "Zoë Berg", Role: "Analyst"}}
		if diff := cmp.Diff(want, acme.People); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("contract", func(t *testing.T) { checkTerm(t, acme.Term) })
	if gamma.Term != nil {
		t.Error("a contract is told without its permission")
	}
	t.Run("news", func(t *testing.T) {
		// Rules are of another plan, Old came before the quarter, Soon after the as-of day.
		want := []reports.News{{Feature: "Export", About: "Sends it on.", ReleasedOn: date("2026-10-01")}, {Feature: "Boards", About: "Shows it all.", ReleasedOn: date("2026-07-01")}}
		if diff := cmp.Diff(want, acme.News); diff != "" {
			t.Error(diff)
		}
		if len(gamma.News) != 1 || gamma.News[0].Feature != "Boards" {
			t.Errorf("news of another plan: %+v", gamma.News)
		}
	})
	t.Run("heard", func(t *testing.T) {
		var said []string
		for _, c := range acme.Answered() {
			said = append(said, c.ID+" "+c.Heard)
		}
		if diff := cmp.Diff([]string{"k2 Nobody knows how", "k1 It is slow"}, said); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("teams", func(t *testing.T) { checkTeams(t, acme) })
	t.Run("start", func(t *testing.T) { checkStart(t, gamma) })
	if len(acme.Steps) != 0 {
		t.Error("an old customer has steps of its start")
	}
	t.Run("slow", func(t *testing.T) {
		// Of 1 to 12 hours, and days, nine of ten are within 10.9; nine times are too few.
		s := acme.Support
		if s.ReplySlow.V != 10.9*60 || s.ResolutionSlow.V != 10.9*1440 || s.Priorities[1].ReplySlow.V != 10.9*60 {
			t.Errorf("reply %v, solution %v, high %v", s.ReplySlow.V, s.ResolutionSlow.V, s.Priorities[1].ReplySlow.V)
		}
		if gamma.Support.ReplySlow.OK() || gamma.Support.Priorities[1].ReplySlow.OK() {
			t.Error("nine replies tell of nine in ten")
		}
	})
	t.Run("receipts", func(t *testing.T) {
		for _, q := range got {
			follow(t, &proof{t: t, db: db, customer: q.Customer.ID, leaves: map[string]bool{}}, q)
		}
	})
}

// follow holds every number of a review to its receipt.
func follow(t *testing.T, p *proof, q *reports.QBR) {
	t.Helper()
	numbersOf(reflect.ValueOf(*q), "", func(place string, n reports.Number) {
		if !n.OK() || n.Receipt == nil {
			return
		}
		if got := p.value(n.Receipt); math.Abs(got-n.V) > 1e-9*math.Max(1, math.Abs(n.V)) {
			t.Errorf("%s is %v, its receipt gives %v", place, n.V, got)
		}
	})
	if len(p.leaves) < 20 {
		t.Errorf("only %d receipts were followed", len(p.leaves))
	}
}

// checkTeams: u3 came before the quarter's weeks and f1 after them; a pair is no team
// of which anything is told.
func checkTeams(t *testing.T, q *reports.QBR) {
	t.Helper()
	var teams []string
	for _, team := range q.Teams {
		teams = append(teams, fmt.Sprintf("%s %v of %v, boards %v, export %v", team.Name, team.Active.V, team.Members.V, team.Uses["Boards"].V, team.Uses["Export"].V))
	}
	if diff := cmp.Diff([]string{"Finance 0 of 3, boards 0, export 0", "Ops 2 of 3, boards 2, export 1"}, teams); diff != "" {
		t.Error(diff)
	}
	if idle := q.IdleTeams(); len(idle) != 1 || idle[0].Name != "Finance" || q.TeamsTitle().Key != "teams.one_idle" {
		t.Errorf("idle %v, %s", idle, q.TeamsTitle().Key)
	}
}

func checkTerm(t *testing.T, term *reports.Term) {
	t.Helper()
	if term == nil {
		t.Fatal("no contract")
	}
	// 90 days before 1 August are the 3rd of May; 303 days lie before it.
	if !term.Began.Equal(date("2026-08-01")) || !term.RenewalOn.Equal(date("2027-08-01")) || !term.NoticeOn.Equal(date("2027-05-03")) ||
		term.DaysLeft.V != 303 || term.Seats.V != 30 {
		t.Errorf("%+v", term)
	}
	var seats []float64
	for _, w := range term.Weeks {
		seats = append(seats, w.Seats.V)
	}
	// The week of 27 July ends on the 2nd of August, with the new seats.
	if diff := cmp.Diff([]float64{20, 20, 20, 20, 30, 30, 30, 30, 30, 30, 30, 30, 30}, seats); diff != "" {
		t.Error(diff)
	}
}

func checkStart(t *testing.T, q *reports.QBR) {
	t.Helper()
	var steps []string
	for _, s := range q.Steps {
		word := "open"
		if s.Done() {
			word = "done"
		}
		steps = append(steps, s.Name+" "+word)
	}
	// The import was done after the as-of day, so it is not yet.
	if got := strings.Join(steps, ", "); got != "Kick-off done, Import open, Training open" {
		t.Errorf("steps %s", got)
	}
	done, all := q.StepCount()
	if done.V != 1 || all.V != 3 || q.NextStep().Name != "Import" || q.StartTitle().Key != "start.some" {
		t.Errorf("%v of %v, next %+v, %s", done.V, all.V, q.NextStep(), q.StartTitle().Key)
	}
}

// TestFirstReviewIsShort: what has no page is not read either, and is named.
func TestFirstReviewIsShort(t *testing.T) {
	l := meeting(t)
	l.put("team", "files_usage_events", "event_id, customer_id, user_id, event, occurred_at, quantity",
		`SELECT 'e' || d, '300', 'u1', 'b', TIMESTAMP '2026-07-15 12:00:00' + d * INTERVAL 1 DAY, 1 FROM range(0, 75) t(d)`)
	l.put("team", "files_value_agreements", "agreement_id, customer_id, feature, factor, unit, assumption, agreed_by, agreed_on",
		`VALUES ('v1', '300', 'Boards', 1, 'hours', 'An hour spared', 'Bo', DATE '2026-08-01')`)
	gamma := readAll(t, l.build("2026-10-02"), reports.QBROptions{Customers: []string{"300"}})[0]
	if gamma.Features != nil || gamma.Value != nil || gamma.Usage == nil {
		t.Errorf("features %v, value %v, usage %v", gamma.Features, gamma.Value, gamma.Usage)
	}
	want := map[string]string{"features": "first_quarter", "value": "first_quarter"}
	for block, reason := range want {
		if got := gaps(gamma)[block]; got != reason {
			t.Errorf("%s is missing for %q, want %q", block, got, reason)
		}
	}
	// The customer came on a Wednesday: the week before that Monday is not known.
	if weeks := gamma.Usage.Since(); len(weeks) != 11 || !weeks[0].Start.Equal(date("2026-07-13")) {
		t.Errorf("%d weeks since %v", len(weeks), weeks[0].Start)
	}
}
