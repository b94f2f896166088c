package transforms

import (
	"fmt"
	"testing"
)

// TestUsageAndRenewalFiguresAddUp asks figures of every kind for their evidence.
func TestUsageAndRenewalFiguresAddUp(t *testing.T) {
	t.Parallel()
	metrics := []string{
		"dau", "wau", "mau", "stickiness", "login_frequency", "seat_utilisation", "adoption_breadth", "usage_trend",
		"time_to_value", "value_within_30_days", "onboarding_completion",
		"renewal_rate", "renewal_rate_value", "renewals_due", "renewal_forecast", "renewal_forecast_error", "expansion_pipeline",
	}
	e := explainer(t, busyWorld(11, 1), metrics...)
	for _, metric := range metrics {
		t.Run(metric, func(t *testing.T) {
			ids := show(t, e.db.conn, `SELECT figure_id FROM (
				SELECT figure_id, row_number() OVER (PARTITION BY span, customer_id IS NULL, value IS NULL ORDER BY hash(figure_id)) AS n
				FROM marts.figures WHERE metric = `+literal(metric)+`) WHERE n <= 8 ORDER BY 1`)
			if len(ids) == 0 {
				t.Fatal("no figures")
			}
			told := 0
			for _, id := range ids {
				got, err := e.Explain(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				if !got.AddsUp() {
					t.Errorf("%s is %s, its evidence gives %s", id, shown(got.Figure.Value), shown(got.Sum))
				}
				if got.Figure.Value != nil && *got.Figure.Value != 0 {
					told++
				}
			}
			if told == 0 {
				t.Errorf("all of %d figures are nothing", len(ids))
			}
		})
	}
}

func shown(value *float64) string {
	if value == nil {
		return "nothing"
	}
	return fmt.Sprint(*value)
}
