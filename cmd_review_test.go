package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// TestReviewTellsWhatChanged: when the year was reviewed both customers were there;
// one has left since. A company that has no night on record is told how to get it.
func TestReviewTellsWhatChanged(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"customers.csv": "customer_id\nA\nB\n",
		"periods.csv":   "subscription_id,customer_id,start_date,end_date,mrr\na,A,2024-10-01,,100\nb,B,2024-10-01,2026-01-15,100\n",
		"quarterdeck.yml": "company: {name: A}\nsources:\n  - name: team\n    type: files\n    tables:\n" +
			"      customers: {path: customers.csv}\n      subscription_periods: {path: periods.csv}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, config := program{t: t}, filepath.Join(dir, "quarterdeck.yml")
	p.must("pull", "--config", config)
	p.must("transform", "--config", config, "--as-of", "2026-02-10")
	if text := p.must("review", "--config", config); !strings.Contains(text, "quarterdeck backfill 2025-12-31 2025-12-31") {
		t.Errorf("without a record:\n%s", text)
	}
	p.must("backfill", "2025-12-31", "2025-12-31", "--config", config)
	p.must("transform", "--config", config, "--as-of", "2026-02-10")
	text := p.must("review", "--config", config)
	for _, want := range []string{"the scorecard of 2026-02-10 against its last review, of 2025-12-31\n", "grr  ", "  100.0 %     50.0 %  green → red  worse"} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), strings.Join(strings.Fields(want), " ")) {
			t.Errorf("review has no %q:\n%s", want, text)
		}
	}
	var changes []pipeline.KPIChange
	decode(t, p.must("review", "--json", "--config", config), &changes)
	for _, c := range changes {
		if c.KPI == "grr" && (c.Move != "worse" || *c.ActualThen != 1 || *c.Actual != 0.5 || c.NightThen != "2025-12-31") {
			t.Errorf("grr: %+v", c)
		}
	}
}
