package cases

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
)

const anySource = "company: {name: Cases}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"

const pillarSummary = "SELECT round(score, 6), assessed, pillars, round(coverage, 6), weakest, reason FROM marts.pillar_summary"

// months2026 writes a row per month of 2026, from what each month holds.
func months2026(row func(first time.Time, month int) string) string {
	var b strings.Builder
	for m := range 12 {
		b.WriteString(row(time.Date(2026, time.Month(m+1), 1, 0, 0, 0, 0, time.UTC), m))
	}
	return b.String()
}

// Twelve months in which more tickets go with more MRR, without a trend; of pillars
// nobody has said anything.
func TestStrategyMapCases(t *testing.T) {
	t.Run("MAP-01 a circle is named", func(t *testing.T) {
		_, err := config.Parse("quarterdeck.yml", []byte(anySource+`strategy:
  links:
    - {from: keep_revenue, to: grow_revenue, sign: plus}
    - {from: grow_revenue, to: keep_revenue, sign: plus}
`), os.LookupEnv)
		want := "quarterdeck.yml:6:7: the links go round: keep_revenue → grow_revenue → keep_revenue; take one of them out, or mark the one that points back as feedback: true"
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	})
	level := []int{5, 2, 9, 4, 12, 1, 8, 3, 11, 6, 10, 7}
	b := build(t, world{
		config: `segments: [case]
strategy:
  links:
    - {from: timely_help, to: satisfied_customers, from_measure: tickets_created, to_measure: mrr, sign: plus}
    - {from: timely_help, to: keep_customers, from_measure: tickets_created, to_measure: mrr, sign: plus, lag_months: 4}
    - {from: timely_help, to: keep_revenue, from_measure: tickets_created, to_measure: free_customers, sign: plus}
    - {from: timely_help, to: grow_revenue, from_measure: tickets_created, to_measure: mrr, sign: minus}
    - {from: keep_revenue, to: grow_revenue, sign: plus, arithmetic: true}`,
		files: map[string]string{
			"customers": "customer_id name case\na A one",
			"subscription_periods": "subscription_id start_date end_date customer_id mrr currency kind\n" + months2026(func(first time.Time, m int) string {
				return fmt.Sprintf("s %s %s a %d USD paid\n", first.Format(time.DateOnly), first.AddDate(0, 1, 0).Format(time.DateOnly), 100*level[m])
			}),
			"tickets": "ticket_id customer_id status created_at\n" + months2026(func(first time.Time, m int) string {
				var rows strings.Builder
				for i := range level[m] {
					fmt.Fprintf(&rows, "t%d-%d a open %s\n", m, i, first.AddDate(0, 0, 9).Format(time.DateOnly)+"T10:00:00Z")
				}
				return rows.String()
			}),
		},
	}, "marts.pillar_summary", "marts.strategy_links")
	for _, c := range []struct{ id, place, want string }{
		{"MAP-02 eight pairs", "2", "8 not_enough_data few_months"},
		{"MAP-03 a monotone link of twelve pairs", "1", "12 agrees - 1.0 true true"},
		{"MAP-03 and against what was expected", "4", "12 opposite - 1.0 true true"},
		{"MAP-04 a series that never changes", "3", "12 not_enough_data constant - - -"},
	} {
		t.Run(c.id, func(t *testing.T) {
			got := b.show(t, "SELECT n, verdict, reason, rho, low > 0.5, high = 1 FROM marts.strategy_links WHERE place = "+c.place)
			if len(got) != 1 || !strings.HasPrefix(strings.Join(strings.Fields(got[0]), " "), c.want) {
				t.Errorf("got %q, want %s", got, c.want)
			}
		})
	}
	t.Run("PIL-02 nothing judged", func(t *testing.T) {
		diff(t, b.show(t, pillarSummary), lines("- 0 11 0.0 - not_assessed"))
	})
	t.Run("a link by arithmetic is never tested", func(t *testing.T) {
		diff(t, b.show(t, "SELECT n, verdict, rho FROM marts.strategy_links WHERE place = 5"), lines("0 arithmetic -"))
	})
}

// assessed builds the summary of pillars from a file of assessments.
func assessed(t *testing.T, assessments string) *book {
	t.Helper()
	path := filepath.Join(t.TempDir(), "assessments.yml")
	if err := os.WriteFile(path, []byte(assessments), 0o600); err != nil {
		t.Fatal(err)
	}
	return build(t, world{
		config: fmt.Sprintf("segments: [case]\npillars: {assessments: %q}", path),
		files: map[string]string{
			"customers":            "customer_id name case\na A one",
			"subscription_periods": "subscription_id start_date end_date customer_id mrr currency kind\ns 2026-01-01 - a 100 USD paid",
		},
	})
}

func TestPillarCases(t *testing.T) {
	t.Run("PIL-01 four levels, seven not judged", func(t *testing.T) {
		b := assessed(t, `
- date: 2026-03-31
  by: Ann Lee
  levels:
    onboarding: {level: basic, evidence: a mail}
- date: 2026-09-30
  by: Ann Lee
  levels:
    onboarding: {level: advanced, evidence: one path}
    voice: {level: intermediate, evidence: NPS each quarter}
    training: {level: basic, evidence: a help portal}
    advocacy: {level: none}
- date: 2027-01-15
  by: Ann Lee
  levels:
    renewals: {level: advanced, evidence: after the day that is asked about}
`)
		diff(t, b.show(t, pillarSummary), lines("0.5 4 11 0.363636 advocacy -"))
		diff(t, b.show(t, "SELECT pillar, level, previous_level, change, assessed_on, is_stale FROM marts.pillars WHERE level IS NOT NULL ORDER BY place"), lines(`
			onboarding  advanced      basic  2   2026-09-30  false
			training    basic         -      -   2026-09-30  false
			voice       intermediate  -      -   2026-09-30  false
			advocacy    none          -      -   2026-09-30  false`))
	})
	t.Run("PIL-03 an unknown word", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "quarterdeck.yml")
		text := anySource + "pillars: {assessments: assessments.yml}\n"
		assessments := "- date: 2026-06-30\n  by: Ann\n  levels:\n    onboarding: {level: expert, evidence: x}\n"
		for name, content := range map[string]string{path: text, filepath.Join(filepath.Dir(path), "assessments.yml"): assessments} {
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := config.Load(path, os.LookupEnv); err == nil || !strings.Contains(err.Error(), `assessments.yml:4:17: pillar onboarding has unknown level "expert"`) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("PIL-04 eleven times basic", func(t *testing.T) {
		var text strings.Builder
		text.WriteString("- date: 2025-11-30\n  by: Ann Lee\n  levels:\n")
		for _, pillar := range strings.Fields("onboarding training voice customer_360 early_warning business_reviews lifecycle advocacy renewals expansion escalations") {
			fmt.Fprintf(&text, "    %s: {level: basic, evidence: seen}\n", pillar)
		}
		b := assessed(t, text.String())
		diff(t, b.show(t, "SELECT round(score, 6), coverage, stale FROM marts.pillar_summary"), lines("0.333333 1.0 11"))
	})
}
