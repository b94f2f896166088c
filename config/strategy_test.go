package config_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

// parseLinks gives a configuration's links as "from(measure) → to(measure) sign lag kind".
func parseLinks(t *testing.T, text string) []string {
	t.Helper()
	cfg, err := config.Parse("quarterdeck.yml", []byte("company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"+text), env)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range cfg.Strategy.Links {
		out = append(out, fmt.Sprintf("%s(%s) → %s(%s) %s %d %s", l.From, l.FromMeasure, l.To, l.ToMeasure, l.Sign, l.LagMonths, l.Kind()))
	}
	return out
}

// Without links the default ones are taken, of the objectives there are.
func TestDefaultLinks(t *testing.T) {
	want := []string{
		"known_customers(match_rate) → timely_help(sla_attainment) plus 1 hypothesis",
		"timely_help(sla_attainment) → satisfied_customers(csat) plus 0 hypothesis",
		"timely_help(full_resolution_time) → satisfied_customers(csat) minus 0 hypothesis",
		"satisfied_customers(csat) → keep_customers(health_green_share) plus 1 hypothesis",
		"satisfied_customers(nps) → grow_revenue(expansion_mrr) plus 3 hypothesis",
		"satisfied_customers(nps) → keep_revenue(clv) plus 3 hypothesis",
		"keep_customers(health_green_share) → keep_revenue(grr) plus 3 hypothesis",
		"keep_revenue(grr) → grow_revenue(nrr) plus 0 arithmetic",
	}
	if diff := cmp.Diff(want, parseLinks(t, "")); diff != "" {
		t.Error(diff)
	}
	if got := parseLinks(t, "scorecard:\n  - kpi: onboarding_completion\n"); len(got) != len(want)+2 {
		t.Errorf("with an objective for new customers: %q", got)
	}
}

// A link without a measure is tested by the first KPI of its objective, a KPI by the
// metric behind it, and links may only point downwards as feedback.
func TestLinkMeasures(t *testing.T) {
	got := parseLinks(t, `objectives:
  - {objective: able_team, title: An able team, perspective: learning, goal: customer_value}
strategy:
  links:
    - {from: able_team, to: timely_help, sign: plus, lag_months: 2}
    - {from: timely_help, to: satisfied_customers, sign: minus, from_measure: first_reply_p50, to_measure: ces}
    - {from: satisfied_customers, to: timely_help, sign: plus, feedback: true}
`)
	want := []string{
		"able_team() → timely_help(first_reply_time) plus 2 hypothesis",
		"timely_help(first_reply_time) → satisfied_customers(ces) minus 0 hypothesis",
		"satisfied_customers(nps) → timely_help(first_reply_time) plus 0 feedback",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Up is up in the company's own order of perspectives.
func TestUpwardsIsByTheOwnOrder(t *testing.T) {
	got := parseLinks(t, "perspectives: nonprofit\nstrategy: {links: [{from: keep_revenue, to: satisfied_customers, sign: plus}]}\n")
	if diff := cmp.Diff([]string{"keep_revenue(grr) → satisfied_customers(nps) plus 0 hypothesis"}, got); diff != "" {
		t.Error(diff)
	}
}
