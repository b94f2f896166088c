package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// TestCompareShowsEveryRuleWithItsNumbers: five customers, of which one leaves,
// one shrinks, one grows; another joins. The rate is in neither of two rules the same.
func TestCompareShowsEveryRuleWithItsNumbers(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"customers.csv": "customer_id\nA\nB\nC\nD\nE\n",
		"periods.csv": `subscription_id,customer_id,start_date,end_date,mrr
a,A,2025-12-05,,100
b,B,2025-12-05,2026-01-10,100
b,B,2026-01-10,,150
c,C,2025-12-05,2026-01-10,200
c,C,2026-01-10,,120
d,D,2025-12-05,2026-01-10,1050.5
e,E,2026-01-10,,80
`,
		"quarterdeck.yml": "company: {name: A}\nsources:\n  - name: team\n    type: files\n    tables:\n" +
			"      customers: {path: customers.csv}\n      subscription_periods: {path: periods.csv}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, config := program{t: t}, filepath.Join(dir, "quarterdeck.yml")
	p.must("pull", "--config", config)
	p.must("transform", "--config", config, "--as-of", "2026-01-31")

	text := p.must("compare", "nrr", "--span", "month", "--config", config)
	for _, want := range []string{
		"Net revenue retention, the period from 2026-01-01 and before 2026-02-01: 25.51 % to 77.50 % by rule\n",
		"* cohort                 25.51 %   370 of 1,450.5\n",
		"  new_customers_too      31.02 %   450 of 1,450.5\n",
		"  mean_of_customers      77.50 %   3.1 of 4\n",
		"    used by: GitLab handbook",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("compare nrr has no %q:\n%s", want, text)
		}
	}
	var rows []pipeline.Comparison
	decode(t, p.must("compare", "churn", "--span", "month", "--start", "2026-01-01", "--json", "--config", config), &rows)
	ours := map[string]float64{}
	for _, r := range rows {
		if r.IsOurs {
			ours[r.Metric] = *r.Value
		}
	}
	if len(ours) != 2 || ours["logo_churn"] != 0.25 || len(rows) < 10 {
		t.Errorf("compare churn: %d rows, ours %v", len(rows), ours)
	}
	if text := p.must("compare", "nrr", "--span", "month", "--as-of", "2026-02-28", "--config", config); !strings.Contains(text, "from 2026-02-01") {
		t.Errorf("compare as of a night nobody published:\n%s", text)
	}
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitFailed, "no complete twelve months", []string{"compare"}},
		{exitFailed, "begins on 2024-05-01", []string{"compare", "--span", "month", "--start", "2024-05-01"}},
		{exitUsage, "use nrr, grr, logo_churn, mrr_churn or churn", []string{"compare", "arpa"}},
		{exitUsage, "use month, quarter or ttm", []string{"compare", "--span", "year"}},
		{exitUsage, "is not a date", []string{"compare", "--start", "May"}},
	} {
		if r := p.run(append(c.args, "--config", config)...); r.code != c.code || !strings.Contains(r.errOut, c.says) {
			t.Errorf("%v: exit %d, %s", c.args, r.code, r.errOut)
		}
	}
}

func TestPlainNumber(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 1234567.5: "1,234,567.5", 12.01434: "12.0143", -200.004: "-200", 999.999: "1,000", -0.00001: "0"} {
		if got := plainNumber(x); got != want {
			t.Errorf("plainNumber(%v) = %q, want %q", x, got, want)
		}
	}
}
