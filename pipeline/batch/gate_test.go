package batch

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/proof"
)

func date(t *testing.T, text string) time.Time {
	t.Helper()
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func thirdQuarter(t *testing.T) reports.Period {
	t.Helper()
	p, err := reports.ParseQuarter("2026Q3", 1)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestJudge(t *testing.T) {
	goals := make([]reports.Goal, 1)
	for _, c := range []struct {
		name     string
		q        reports.QBR
		standing reports.Standing
		want     Verdict
		reasons  []string
	}{
		{"all well", reports.QBR{Goals: goals, Customer: reports.Customer{Since: date(t, "2024-01-01")}}, reports.Standing{}, Send, nil},
		{"since when is unknown", reports.QBR{Goals: goals}, reports.Standing{}, Send, nil},
		{"thirty days", reports.QBR{Goals: goals, Customer: reports.Customer{Since: date(t, "2026-09-01")}}, reports.Standing{}, Send, nil},
		{"29 days", reports.QBR{Goals: goals, Customer: reports.Customer{Since: date(t, "2026-09-02")}}, reports.Standing{}, InternalOnly,
			[]string{"a customer since 2026-09-02: less than 30 days of the quarter"}},
		{"came after the quarter", reports.QBR{Goals: goals, Customer: reports.Customer{Since: date(t, "2026-10-12")}}, reports.Standing{}, InternalOnly,
			[]string{"a customer since 2026-10-12: less than 30 days of the quarter"}},
		{"left", reports.QBR{Goals: goals}, reports.Standing{Left: true}, InternalOnly, []string{"the customer pays nothing on 2026-11-20"}},
		{"nothing to tell", reports.QBR{Note: &reports.Note{}}, reports.Standing{}, InternalOnly,
			[]string{"nothing to tell: no goals, no activity, no tickets, no answers"}},
		{"only answers", reports.QBR{NPS: &reports.Survey{}}, reports.Standing{}, Send, nil},
		{"only activity", reports.QBR{Usage: &reports.Usage{}}, reports.Standing{}, Send, nil},
		{"held by two checks", reports.QBR{Goals: goals}, reports.Standing{Checks: []string{"a", "b"}}, Hold,
			[]string{"check a holds this customer", "check b holds this customer"}},
		{"held and thin", reports.QBR{}, reports.Standing{Checks: []string{"a"}, Left: true}, Hold, []string{"check a holds this customer",
			"the customer pays nothing on 2026-11-20", "nothing to tell: no goals, no activity, no tickets, no answers"}},
	} {
		c.q.Period, c.q.AsOf = thirdQuarter(t), date(t, "2026-11-20")
		got := Judge(&c.q, c.standing)
		if got.Verdict != c.want || !slices.Equal(got.Reasons, c.reasons) || got.Outcome() != c.want {
			t.Errorf("%s: got %+v, want %s because %q", c.name, got, c.want, c.reasons)
		}
		if (got.Kept() == nil) != (c.want == Send) {
			t.Errorf("%s: the manifest keeps %+v", c.name, got.Kept())
		}
	}
}

// What a person decides counts, and what the checks said stays beside it.
func TestDecisionCountsInsteadOfChecks(t *testing.T) {
	for _, c := range []struct{ checks, person Verdict }{{Hold, Send}, {InternalOnly, Send}, {Send, Hold}, {Send, InternalOnly}, {Send, Send}} {
		g := Gate{Verdict: c.checks, Reasons: []string{"a check"}, Decision: &Decision{Verdict: c.person, By: "Ann Lee", On: "2026-10-05", Reason: "known"}}
		if g.Outcome() != c.person || g.Why() != "Ann Lee decided on 2026-10-05: known" {
			t.Errorf("%s against %s: got %s because %s", c.person, c.checks, g.Outcome(), g.Why())
		}
		if kept := g.Kept(); kept == nil || kept.Verdict != c.checks || kept.Reasons[0] != "a check" {
			t.Errorf("%s against %s: the manifest keeps %+v", c.person, c.checks, kept)
		}
	}
}

// A decision to send lets a file name the customers it lists, and nobody else; what
// is wrong otherwise it never forgives.
func TestDecisionForgivesNamesItLists(t *testing.T) {
	leak := func(customers ...string) error {
		err := &proof.LeakError{}
		for _, c := range customers {
			err.Hits = append(err.Hits, proof.Hit{Customers: []string{c}})
		}
		return err
	}
	broken := errors.New("no whole PDF")
	send := &Decision{Verdict: Send, Names: []string{"c2", "c3"}}
	for _, c := range []struct {
		name    string
		d       *Decision
		err     error
		forgive bool
	}{
		{"nothing found", send, nil, true},
		{"one it lists", send, leak("c2"), true},
		{"both it lists", send, leak("c2", "c3", "c2"), true},
		{"another beside", send, leak("c2", "c4"), false},
		{"broken", send, broken, false},
		{"no decision", nil, leak("c2"), false},
		{"a decision to hold", &Decision{Verdict: Hold, Names: []string{"c2"}}, leak("c2"), false},
		{"no names", &Decision{Verdict: Send}, leak("c2"), false},
	} {
		if got := c.d.Forgive(c.err); (got == nil) != c.forgive || got != nil && !strings.Contains(got.Error(), c.err.Error()) {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}
