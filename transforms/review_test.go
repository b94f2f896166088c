package transforms

import (
	"fmt"
	"testing"
)

// TestLastReview: a review looks at the last complete stretch of the fiscal year; on
// its last day it is complete.
func TestLastReview(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asOf, cadence string
		fiscal        int
		want          string
	}{
		{"2026-03-30", "quarterly", 1, "2025-12-31"},
		{"2026-03-31", "quarterly", 1, "2026-03-31"},
		{"2026-04-29", "quarterly", 2, "2026-01-31"},
		{"2026-04-30", "quarterly", 2, "2026-04-30"},
		{"2026-04-29", "monthly", 2, "2026-03-31"},
		{"2026-11-21", "half_yearly", 1, "2026-06-30"},
		{"2026-11-21", "yearly", 4, "2026-03-31"},
		{"2026-12-31", "yearly", 1, "2026-12-31"},
	} {
		db := buildFrom(t, seed{asOf: c.asOf, settings: func(s *Settings) { s.FiscalYearStart, s.Metrics.ScorecardReview = c.fiscal, c.cadence }}, "metrics.last_review")
		if got := show(t, db, "SELECT reviewed_on FROM metrics.last_review"); fmt.Sprint(got) != fmt.Sprint([]string{c.want}) {
			t.Errorf("%s, %s from month %d: got %v, want %s", c.asOf, c.cadence, c.fiscal, got, c.want)
		}
	}
}
