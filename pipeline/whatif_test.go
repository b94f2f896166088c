package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"quarterdeck/config"
)

// decidedCompany has four terms that came up on 2026-03-02 and a night 30 days before
// it: a and b stayed, c and d left. Nothing is known of them but an NPS answer each.
func decidedCompany(t *testing.T) *company {
	t.Helper()
	const open = `subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind,renewal_date
			s1,a,App,2025-03-02,,1000,USD,paid,2026-03-02
			s2,b,App,2025-03-02,,250.5,USD,paid,2026-03-02
			s3,c,App,2025-03-02,,300,USD,paid,2026-03-02
			s4,d,App,2025-03-02,,900,USD,paid,2026-03-02`
	c := newCompany(t, map[string]string{
		"customers":            "customer_id,name,created_on,plan\na,Alpha,2025-01-05,Growth\nb,Beta,2025-01-05,Growth\nc,Gamma,2025-01-05,Growth\nd,Delta,2025-01-05,Growth",
		"subscription_periods": open,
		"survey_responses": `response_id,survey,kind,relationship,respondent_id,customer_id,score,responded_at
			r1,rel,nps,true,p1,a,10,2026-01-10T10:00:00Z
			r2,rel,nps,true,p2,b,7,2026-01-10T10:00:00Z
			r3,rel,nps,true,p3,c,7,2026-01-10T10:00:00Z
			r4,rel,nps,true,p4,d,0,2026-01-10T10:00:00Z`,
	})
	c.open(t, func(cfg *config.Config) {
		cfg.Metrics.HealthMinCoverage, cfg.Metrics.BacktestMinEvents = 0.1, 2
		cfg.Alerts.Rules = append(cfg.Alerts.Rules, config.AlertRule{Rule: "big", Kind: "risk", When: "mrr > 200", Reason: "pays {mrr}", Action: "call", Owner: "csm", Money: "mrr"})
	})
	c.night(t, "2026-01-31")
	c.give(t, "subscription_periods", `subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind,renewal_date
		s1,a,App,2025-03-02,2026-03-02,1000,USD,paid,2026-03-02
		s1,a,App,2026-03-02,,1000,USD,paid,2027-03-02
		s2,b,App,2025-03-02,2026-03-02,250.5,USD,paid,2026-03-02
		s2,b,App,2026-03-02,,250.5,USD,paid,2027-03-02
		s3,c,App,2025-03-02,2026-03-02,300,USD,paid,2026-03-02
		s4,d,App,2025-03-02,2026-03-02,900,USD,paid,2026-03-02`)
	c.night(t, "2026-04-10")
	return c
}

// proposed lays a file over the company's configuration.
func (c *company) proposed(t *testing.T, text string) *config.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "try.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := c.cfg.Propose(path, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// changes prints a report in short.
func changes(r WhatIfReport) []string {
	var all []string
	for _, b := range r.Bands {
		all = append(all, fmt.Sprintf("%s %d->%d %v->%v", b.Band, b.CustomersBefore, b.CustomersAfter, b.MRRBefore, b.MRRAfter))
	}
	for _, c := range r.Customers {
		all = append(all, fmt.Sprintf("%s %s->%s %v->%v", c.Name, c.BandBefore, c.BandAfter, *c.ScoreBefore, *c.ScoreAfter))
	}
	for _, a := range r.Alerts {
		all = append(all, fmt.Sprintf("%s %s %s: %s", a.Change, a.Rule, a.Name, a.Reason))
	}
	for _, b := range r.Backtest {
		all = append(all, fmt.Sprintf("%d %s %d lost %d kept %v->%v", b.Horizon, b.Knowledge, b.Before.Events, b.Before.Others, *b.Before.AUC, *b.After.AUC))
	}
	return all
}

// A night was recorded thirty days before four terms came up: 100 and 50 stayed, 50
// and 0 left. What is proposed is judged by what that night knew.
func TestWhatIf(t *testing.T) {
	c := decidedCompany(t)
	same(t, "the back-test", []string{"30 all 2 2 0.875", "30 renewal 2 2 0.875"},
		c.show(t, "SELECT horizon, kind, events, others, auc FROM marts.backtest WHERE auc IS NOT NULL AND predictor = 'score' AND accounts = 'all' AND knowledge = 'as_known' ORDER BY kind"))
	before := c.everyFile(t)
	report, err := c.WhatIf(t.Context(), c.proposed(t, `metrics: {health_green: 80, health_yellow: 60}
health: {profiles: [{name: money, dimensions: [{name: size, group: relationship, weight: 1, measures: [{measure: mrr, worst: 0, best: 1000}]}]}]}
alerts: {rules: [{rule: big, when: mrr > 500}, {rule: small, kind: expansion, when: mrr < 500, reason: 'only {mrr}', action: ask}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	// By money 100 and 25.05 stay, 30 and 90 leave: half of the pairs are right.
	same(t, "changes", []string{
		"green 1->1 1000->1000", "yellow 1->0 250.5->0", "red 0->1 0->250.5", "grey 0->0 0->0",
		"Beta yellow->red 50->25.05", "opens small Beta: only 251", "closes big Beta: pays 251",
		"30 as_known 2 lost 2 kept 0.875->0.5"}, changes(report))
	t.Run("nothing is written", func(t *testing.T) {
		same(t, "files", before, c.everyFile(t))
	})
	t.Run("an expression that cannot be used", func(t *testing.T) {
		var refused *UsageError
		_, err := c.WhatIf(t.Context(), c.proposed(t, "alerts: {rules: [{rule: big, when: luck > 3}]}"))
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), "try.yml:1:36") || !strings.Contains(err.Error(), "luck") {
			t.Errorf("got %v", err)
		}
	})
}

// everyFile lists the data folder: every file with its size and time.
func (c *company) everyFile(t *testing.T) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(c.cfg.Data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "state.db") {
			return err
		}
		info, err := d.Info()
		if err == nil {
			all = append(all, fmt.Sprintf("%s %d %s", path, info.Size(), info.ModTime()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}
