package pipeline

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quarterdeck/config"
)

// fortune is a measure from the future: it asks the landed contracts, whatever the day,
// who will have left. says is what it gives out as the day of its newest fact.
func fortune(says string) string {
	return `-- grain: one row per reference day, customer and measure
-- key: day, customer_id, measure
SELECT c.day, c.customer_id, 'goals_on_track' AS measure,
  CAST(CASE WHEN p.customer_id IS NULL THEN 1 ELSE 0 END AS DOUBLE) AS value, CAST(` + says + ` AS DATE) AS seen_on
FROM metrics.customer_states c
LEFT JOIN (SELECT DISTINCT customer_id, end_date FROM raw.files_subscription_periods WHERE end_date IS NOT NULL) p ON p.customer_id = c.customer_id
`
}

// withModel puts one model of the company's own in the place of ours.
func (c *company) withModel(t *testing.T, name, text string) {
	t.Helper()
	models := t.TempDir()
	path := filepath.Join(models, name+".sql")
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c.open(t, func(cfg *config.Config) { cfg.Models = models })
}

// leavers are a company of which b will leave: the lake knows it since the second pull.
func leavers(t *testing.T) *company {
	t.Helper()
	return newCompany(t, map[string]string{
		"customers":            "customer_id,name,created_on,plan\na,Alpha,2025-01-05,Growth\nb,Beta,2025-01-05,Growth",
		"subscription_periods": "subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind\ns1,a,App,2025-03-02,,1000,USD,paid\ns2,b,App,2025-03-02,,250.5,USD,paid",
	})
}

const bLeft = "subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind\ns1,a,App,2025-03-02,,1000,USD,paid\ns2,b,App,2025-03-02,2026-03-02,250.5,USD,paid"

// A measure that says itself that it knows a later day stops the night.
func TestMeasureFromTheFutureIsHeld(t *testing.T) {
	c := leavers(t)
	c.give(t, "subscription_periods", bLeft)
	c.withModel(t, "metrics/measures_of_outcome", fortune("coalesce(p.end_date, c.day)"))
	day := c.at(t, "2026-01-31")
	if _, err := c.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	var held *HeldError
	_, err := c.Transform(t.Context(), TransformOptions{AsOf: day})
	if !errors.As(err, &held) || !strings.Contains(err.Error(), "metrics.measures.expression(seen_on") {
		t.Errorf("got %v", err)
	}
}

// One that hides it is found when its nights are computed again from what was there.
func TestNightsAreProven(t *testing.T) {
	c := leavers(t)
	c.withModel(t, "metrics/measures_of_outcome", fortune("c.day"))
	c.night(t, "2026-01-31") // knows no better than it should
	c.give(t, "subscription_periods", bLeft)
	last := c.at(t, "2026-03-09")
	if _, err := c.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	c.clock.Advance(time.Minute)
	report, err := c.Backfill(t.Context(), BackfillOptions{From: last.AddDate(0, -2, 1), To: last.AddDate(0, -2, 1)})
	if err != nil || !report.Nights[0].Hindsight {
		t.Fatalf("got %+v, %v", report, err)
	}
	if _, err := c.Transform(t.Context(), TransformOptions{AsOf: last}); err != nil {
		t.Fatal(err)
	}
	proofs, err := c.ProveNights(t.Context(), 5)
	if err != nil || len(proofs) != 2 {
		t.Fatalf("got %+v, %v", proofs, err)
	}
	for i, want := range []struct {
		asOf      string
		differing map[string]int
	}{{"2026-01-10", map[string]int{"goals_on_track": 1}}, {"2026-01-31", nil}} {
		if p := proofs[i]; p.AsOf != want.asOf || !maps.Equal(p.Differing, want.differing) || p.Compared == 0 || p.Why != "" {
			t.Errorf("got %+v, want %+v", p, want)
		}
	}
}

// A lake that has only ever known what it knows now can prove nothing.
func TestNightsThatCannotBeProven(t *testing.T) {
	c := leavers(t)
	c.at(t, "2026-03-10")
	if _, err := c.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	store, _, err := c.bench.Pipeline.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, why, err := c.leastKnowledge(store, recordedNight{asOf: "2026-01-10", hindsight: true}); err != nil || !strings.Contains(why, "nothing but what it knows now") {
		t.Errorf("got %q, %v", why, err)
	}
}
