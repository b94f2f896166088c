package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// TestCoverageShowsWhoHasData: A is in CRM, billing and usage, B in two of them.
func TestCoverageShowsWhoHasData(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"customers.csv": "customer_id,name,plan\nA,Ann,Growth\nB,Bob,Basic\n",
		"periods.csv":   "subscription_id,customer_id,start_date,mrr\na,A,2025-01-05,300\nb,B,2025-01-05,100\n",
		"usage.csv":     "event_id,customer_id,user_id,event,occurred_at\n1,A,u,Login,2026-01-30T08:00:00Z\n",
		"quarterdeck.yml": "company: {name: A}\nsegments: [plan]\nsources:\n  - name: team\n    type: files\n    attributes: {plan: plan}\n    tables:\n" +
			"      customers: {path: customers.csv}\n      subscription_periods: {path: periods.csv}\n      usage_events: {path: usage.csv}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, config := program{t: t}, filepath.Join(dir, "quarterdeck.yml")
	p.must("pull", "--config", config)
	p.must("transform", "--config", config, "--as-of", "2026-01-31")

	text := p.must("coverage", "--config", config)
	for _, want := range []string{
		"data as of the end of 2026-01-31\n\nall: 2 paying customers, MRR 400\n",
		"usage     team    1          1           50.0 %   75.0 %   2026-01-30",
		"survey    all     0          0           0.0 %    0.0 %", "no source is connected\n",
		"in all five areas: 0 of 2, 0.0 % of the MRR; up to date in all five: 0\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("coverage has no %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "usage     all ") {
		t.Errorf("an area of one source is told twice:\n%s", text)
	}
	if text := p.must("coverage", "--by", "plan", "--config", config); !strings.Contains(text, "plan Basic: 1 paying customer, MRR 100\n") {
		t.Errorf("coverage by plan:\n%s", text)
	}
	var account []pipeline.AccountCoverage
	decode(t, p.must("coverage", "--customer", "B", "--json", "--config", config), &account)
	if len(account) != 3 || account[0].Area != "crm" || !account[0].HasData || account[2].Area != "usage" || account[2].Known {
		t.Errorf("coverage of B: %+v", account)
	}
	for _, args := range [][]string{{"--by", "plam"}, {"--customer", "Bab"}, {"--by", "plan", "--customer", "B"}} {
		if r := p.run(append([]string{"coverage", "--config", config}, args...)...); r.code != exitUsage {
			t.Errorf("coverage %v: exit %d, %s", args, r.code, r.errOut)
		}
	}
}
