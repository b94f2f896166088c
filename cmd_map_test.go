package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// strategyCompany is a company of thirteen months whose tickets go with its MRR; one
// objective has no KPI and one KPI is its own.
func strategyCompany(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var periods, tickets strings.Builder
	periods.WriteString("subscription_id,customer_id,start_date,end_date,mrr\n")
	tickets.WriteString("ticket_id,customer_id,status,created_at\n")
	for m, level := range []int{5, 2, 9, 4, 12, 1, 8, 3, 11, 6, 10, 7, 13} {
		first := time.Date(2025, time.Month(m+1), 1, 0, 0, 0, 0, time.UTC)
		fmt.Fprintf(&periods, "a,A,%s,%s,%d\n", first.Format(time.DateOnly), first.AddDate(0, 1, 0).Format(time.DateOnly), 100*level)
		for i := range level {
			fmt.Fprintf(&tickets, "%d-%d,A,open,%sT10:00:00Z\n", m, i, first.AddDate(0, 0, 3).Format(time.DateOnly))
		}
	}
	for name, text := range map[string]string{
		"customers.csv": "customer_id\nA\n", "periods.csv": periods.String(), "tickets.csv": tickets.String(),
		"assessments.yml": "- {date: 2025-06-30, by: Ann Lee, levels: {renewals: {level: basic, evidence: invoices on time}}}\n" +
			"- {date: 2025-12-31, by: Ann Lee, levels: {renewals: {level: advanced, evidence: begins with the sale}, voice: {level: none}}}\n",
		"quarterdeck.yml": `company: {name: Northwind}
objectives:
  - {objective: able_team, title: An able team, perspective: learning, goal: customer_value, owner: CS Operations}
strategy:
  links:
    - {from: able_team, to: timely_help, sign: plus, lag_months: 1}
    - {from: timely_help, to: keep_revenue, from_measure: tickets_created, to_measure: mrr, sign: plus}
    - {from: known_customers, to: satisfied_customers, sign: plus}
    - {from: satisfied_customers, to: keep_customers, sign: plus}
    - {from: keep_revenue, to: grow_revenue, sign: plus, arithmetic: true}
pillars: {assessments: assessments.yml}
sources:
  - name: team
    type: files
    tables:
      customers: {path: customers.csv}
      subscription_periods: {path: periods.csv}
      tickets: {path: tickets.csv}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, path := program{t: t}, filepath.Join(dir, "quarterdeck.yml")
	p.must("pull", "--config", path)
	p.must("transform", "--config", path, "--as-of", "2026-01-31")
	return path
}

// The tree has every KPI of the scorecard once, under its objective and goal; the
// links tell what the history says, and the map is drawn.
func TestMapAndPillars(t *testing.T) {
	path := strategyCompany(t)
	p := program{t: t}
	tree := p.must("map", "--tree", "--config", path)
	var scorecard []struct{ KPI string }
	decode(t, p.must("query", "SELECT kpi FROM marts.scorecard", "--format", "json", "--config", path), &scorecard)
	if len(scorecard) < 10 {
		t.Fatalf("the scorecard has %d KPIs", len(scorecard))
	}
	for _, k := range scorecard {
		if n := strings.Count(tree, "─ "+k.KPI+" "); n != 1 {
			t.Errorf("KPI %s is in the tree %d times:\n%s", k.KPI, n, tree)
		}
	}
	for _, want := range []string{"Keep and grow recurring revenue (Chief Revenue Officer)\n├─ Financial · ", "└─ Learning and growth · An able team: no KPI (CS Operations)\n"} {
		if !strings.Contains(tree, want) {
			t.Errorf("the tree has no %q:\n%s", want, tree)
		}
	}
	text := p.must("map", "--config", path)
	for _, want := range []string{
		" 1  An able team → Help in time and for good\n    cannot be tested: no KPI or metric measures one of its ends\n",
		"    higher tickets created, higher monthly recurring revenue in the same month\n    goes together as expected: rho 1.00 (95 %: 0.", "1.00), 13 months\n",
		" 5  Keep recurring revenue → Grow with the customers we have\n", "true by its formula, not tested\n", "quarterdeck backfill FROM TO --every month",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("map has no %q:\n%s", want, text)
		}
	}
	var asJSON mapJSON
	decode(t, p.must("map", "--json", "--config", path), &asJSON)
	if len(asJSON.Links) != 5 || asJSON.Links[1].Verdict != "agrees" || *asJSON.Links[1].Rho != 1 || asJSON.Links[0].Rho != nil || asJSON.Links[0].Reason != "no_measure" {
		t.Errorf("links as JSON: %+v", asJSON.Links)
	}
	checkPillars(t, p, path)
	for _, verb := range []string{"map", "pillars"} {
		file := filepath.Join(t.TempDir(), verb+".pdf")
		p.must(verb, "--pdf", file, "--config", path)
		if drawn, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(drawn, []byte("%PDF-")) {
			t.Errorf("%s drew %d bytes, %v", verb, len(drawn), err)
		}
		if r := p.run(verb, "--pdf", filepath.Join(file, "no", "such.pdf"), "--config", path); r.code != exitFailed {
			t.Errorf("%s into no folder: exit %d, %s", verb, r.code, r.errOut)
		}
	}
}

func checkPillars(t *testing.T, p program, path string) {
	t.Helper()
	text := p.must("pillars", "--config", path)
	for _, want := range []string{
		"Renewals                          advanced  +2      2025-12-31  none          begins with the sale\n",
		"50.0 % of the highest level, of 2 of 11 pillars; the judgements before give 33.3 %\nweakest: Voice of the customer\n",
		"  ✗ basic         renewals due in a year: 0 (at least 1)\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("pillars has no %q:\n%s", want, text)
		}
	}
	var before pillarsJSON
	decode(t, p.must("pillars", "--json", "--as-of", "2025-11-30", "--config", path), &before)
	judged := 0
	for _, one := range before.Pillars {
		if one.Level != nil {
			judged++
		}
	}
	if judged != 1 || before.Score == nil || *before.Score < 0.333 || *before.Score > 0.334 {
		t.Errorf("before the second assessment: %d judged, score %v", judged, before.Score)
	}
}

// An objective no link reaches and a measure nobody defines are findings of check.
func TestCheckOfTheStrategy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quarterdeck.yml")
	text := `company: {name: A}
sources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]
strategy:
  links:
    - {from: timely_help, to: satisfied_customers, from_measure: happiness, sign: plus}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := program{t: t}.run("check", "--config", path)
	for _, want := range []string{
		`quarterdeck.yml:5:7: the link from timely_help to satisfied_customers has unknown from_measure "happiness"`,
		"error: strategy: no link leads from or to objective grow_revenue\n",
	} {
		if !strings.Contains(r.out, want) {
			t.Errorf("check has no %q:\n%s", want, r.out)
		}
	}
	if r.code != exitUsage {
		t.Errorf("exit %d, want %d", r.code, exitUsage)
	}
}
