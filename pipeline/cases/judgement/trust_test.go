package cases

import "testing"

// TestKPIOnAFailedCheckIsNotTrusted: a price below zero holds one customer and takes
// the colour from all that rests on billing; what rests on answers keeps it.
func TestKPIOnAFailedCheckIsNotTrusted(t *testing.T) {
	files := hundred()
	files["subscription_periods"] += "bad 2026-06-01 - c50 -5 USD paid\n"
	b := build(t, world{files: files}, "marts.scorecard")
	t.Run("S23 grey, with the check that failed", func(t *testing.T) {
		diff(t, b.show(t, "SELECT kpi, status, trusted, reason, failed_checks FROM marts.scorecard WHERE kpi IN ('nrr', 'logo_churn') ORDER BY 1"), lines(`
			logo_churn  grey  false  failed_check  negative_mrr
			nrr         grey  false  failed_check  negative_mrr`))
		diff(t, b.show(t, "SELECT kpi, trusted FROM marts.scorecard WHERE kpi = 'nps'"), lines("nps true"))
	})
}
