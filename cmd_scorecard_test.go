package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// TestScorecardOfCompanyAndTeams: of Ann's and Bo's customer one leaves in 2025.
func TestScorecardOfCompanyAndTeams(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"customers.csv": "customer_id,name,owner,plan\nA,One,Ann,Growth\nB,Two,Bo,Basic\n",
		"periods.csv":   "subscription_id,customer_id,start_date,end_date,mrr\na,A,2024-01-05,,300\nb,B,2024-01-05,2025-06-01,100\n",
		"quarterdeck.yml": `company: {name: A}
segments: [plan]
teams: {north: [Ann]}
scorecard:
  - {kpi: nrr, review_by: 2025-12-31, counter: grr, benchmark: {value: 1.01, source: KeyBanc, date: 2025-10-01}}
sources:
  - {name: team, type: files, attributes: {plan: plan}, tables: {customers: {path: customers.csv}, subscription_periods: {path: periods.csv}}}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, config := program{t: t}, filepath.Join(dir, "quarterdeck.yml")
	p.must("pull", "--config", config)
	p.must("transform", "--config", config, "--as-of", "2026-01-31")

	text := p.must("scorecard", "--config", config)
	for _, want := range []string{
		"Total: no score, because not every perspective has half of its weight\n",
		"  nrr         75.0 %   75.0 %   108.0 %  0.00   red     VP Customer Success    against grr 75.0 % red; others 101.0 % (KeyBanc, 2025-10-01); to be reviewed by 2025-12-31\n",
		"Internal process: no score, 0 % of the weight known\n",
		"  nrr  churn        -25.0 %  -25.0 %  0.0 %\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("scorecard has no %q:\n%s", want, text)
		}
	}
	var card pipeline.Scorecard
	decode(t, p.must("scorecard", "--json", "--config", config), &card)
	if len(card.Perspectives) != 5 || len(card.KPIs) != 12 || card.KPIs[0].FigureID != "nrr@ttm:2025-02-01" || !card.KPIs[0].Overdue {
		t.Errorf("scorecard: %+v", card)
	}
	text = p.must("scorecard", "--level", "csm", "--kpi", "nrr", "--config", config)
	want := "KPI  TEAM    CSM  SEGMENT  CUSTOMERS  VALUE    SCORE  STATUS\n" +
		"nrr  (none)  Bo   all      1          0.0 %    0.00   red\n" +
		"nrr  north   Ann  all      1          100.0 %  0.56   red\n"
	if text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	var rows []pipeline.CascadeRow
	decode(t, p.must("scorecard", "--by", "plan", "--kpi", "logo_churn", "--json", "--config", config), &rows)
	if len(rows) != 2 || rows[0].Segment != "Basic" || *rows[0].Value != 1 || *rows[1].Value != 0 {
		t.Errorf("by plan: %+v", rows)
	}
	for _, args := range [][]string{{"--level", "region"}, {"--by", "plam"}, {"--kpi", "joy"}, {"--kpi", "first_reply_p50", "--level", "team"}} {
		if r := p.run(append([]string{"scorecard", "--config", config}, args...)...); r.code != exitUsage {
			t.Errorf("scorecard %v: exit %d, %s", args, r.code, r.errOut)
		}
	}
}
