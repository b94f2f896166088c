package transforms

import "testing"

// Outcomes are counted by the profile and the band of the night before, with Wilson's
// interval; a night of a program that kept no profile is in no line. The intervals are
// those of the published tables for 1 of 2, 1 of 1 and 0 of 1.
func TestBacktestByProfile(t *testing.T) {
	t.Parallel()
	world := fourTerms(t, 1)
	world.tables["raw.quarterdeck_health"] = `
		as_of      customer_id score band   mrr hindsight pulse measures run_id profile
		2026-01-24 A           60    yellow 100 true      -     -        r2     large
		2026-01-24 B           30    green  100 true      -     -        r2     small
		2026-01-24 C           70    yellow 100 true      -     -        r2     large
		2026-01-24 D           55    yellow 100 true      -     -        r2     small
		2026-03-02 A           40    red    100 false     -     -        r4     -
		2026-03-02 C           80    green  100 false     -     -        r4     large`
	db := buildFrom(t, world, "marts.backtest_profiles")
	diff(t, show(t, db, `SELECT horizon, knowledge, profile, band, customers, lost, lost_share, round(low, 4), round(high, 4) FROM marts.backtest_profiles ORDER BY ALL`), lines(`
		30 as_known  large green  1 0 0.0 0.0    0.7935
		60 hindsight large yellow 2 1 0.5 0.0945 0.9055
		60 hindsight small green  1 1 1.0 0.2065 1.0
		60 hindsight small yellow 1 0 0.0 0.0    0.7935`))
}
