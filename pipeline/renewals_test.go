package pipeline

import (
	"slices"
	"testing"
)

// What a night expects of renewals is recorded, and the nights after their dates
// judge it: once by the nights themselves, once by a look back.
func TestForecastsAreHeldAgainstWhatCame(t *testing.T) {
	tables := func() map[string]string {
		return map[string]string{
			"customers": "customer_id,name\na,Alpha\nb,Beta\nc,Coda",
			"subscription_periods": `subscription_id,customer_id,start_date,end_date,mrr,currency,kind,renewal_date
				s1,a,2025-01-05,2026-01-05,1000,USD,paid,2026-01-05
				s1,a,2026-01-05,,1000,USD,paid,2027-01-05
				s2,b,2025-01-20,2026-01-20,500,USD,paid,2026-01-20
				s3,c,2025-03-01,,200,USD,paid,2026-03-01`,
		}
	}
	const (
		outcome = "SELECT forecasts, forecast, forecast_actual, round(forecast_error, 6) FROM marts.renewal_outcomes WHERE span = 'trailing' AND dimension = 'all'"
		due     = "SELECT customer_id, state, round(probability, 6), seen FROM marts.renewals ORDER BY 1"
	)
	// Nothing is known of health, so all are grey: 0.8 each, then (1 + 4 × 0.8) / (2 + 4).
	forecast, later := []string{"2 14400.000000 12000.000000 -0.166667"}, []string{"c due 0.7 2"}
	run := newCompany(t, tables())
	for _, day := range []string{"2025-12-31", "2026-01-10"} {
		run.night(t, day)
	}
	if got := run.show(t, due); !slices.Equal(got, []string{"b due 0.84 1", "c due 0.84 1"}) {
		t.Errorf("after one decision: %q", got)
	}
	run.night(t, "2026-01-31")
	same(t, "outcome", run.show(t, outcome), forecast)
	same(t, "chances", run.show(t, due), later)

	filled := newCompany(t, tables())
	last := filled.at(t, "2026-01-31")
	if _, err := filled.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := filled.Backfill(t.Context(), BackfillOptions{From: last.AddDate(0, -2, 0), To: last.AddDate(0, -1, 0), Every: "month"}); err != nil {
		t.Fatal(err)
	}
	filled.night(t, "2026-01-31")
	same(t, "outcome after a look back", filled.show(t, outcome), forecast)
	same(t, "chances after a look back", filled.show(t, due), later)
}
