package transforms

import "testing"

// testMonths builds metrics.kpi_months of figures and recorded nights that are given
// as SQL rows.
func testMonths(t *testing.T, asOf, figures, nights, onboarding string, links ...StrategyLink) querier {
	t.Helper()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := testSettings(t, asOf)
	s.Links = links
	db, err := openDatabase(t.Context(), Options{WorkDir: t.TempDir(), Settings: s, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.createMacros(t.Context(), cat.macros, s); err != nil {
		t.Fatal(err)
	}
	if err := db.createRunnerTables(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"CREATE TABLE marts.figures AS SELECT metric, span, CAST(a AS DATE) AS period_start, CAST(z AS DATE) AS period_end, CAST(dimension AS VARCHAR) AS dimension, CAST(customer_id AS VARCHAR) AS customer_id, CAST(value AS DOUBLE) AS value FROM (VALUES " +
			figures + ") v(metric, span, a, z, dimension, customer_id, value)",
		"CREATE TABLE marts.scorecard_nights AS SELECT CAST(day AS DATE) AS as_of, kpi, CAST(actual AS DOUBLE) AS actual, version AS definition_version FROM (VALUES " + nights + ") v(day, kpi, actual, version)",
		"CREATE TABLE marts.onboarding AS SELECT customer_id, CAST(started AS DATE) AS started_on, ttv_days, value_state, CAST(target AS DATE) AS target_on, CAST(completed AS DATE) AS completed_on, mandatory_steps FROM (VALUES " +
			onboarding + ") v(customer_id, started, ttv_days, value_state, target, completed, mandatory_steps)",
	} {
		if err := db.exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"metrics.onboarding_months", "metrics.kpi_readings", "metrics.kpi_months"} {
		buildChecked(t, db, cat.models[name])
	}
	return db.conn
}

const (
	noNight      = "('1900-01-01', 'none', 1.0, 1)"
	noOnboarding = "('x', NULL, NULL, 'unknown', NULL, NULL, 0)"
)

// The month's own figures go before twelve months', unless there are fewer of them;
// only months that are over and figures of all customers count.
func TestMonthsOfFigures(t *testing.T) {
	t.Parallel()
	db := testMonths(t, "2026-03-30", `
		('nrr', 'month', '2026-01-01', '2026-02-01', 'all', NULL, 1.01), ('nrr', 'month', '2026-02-01', '2026-03-01', 'all', NULL, 1.02), ('nrr', 'month', '2026-03-01', '2026-04-01', 'all', NULL, 1.03),
		('nrr', 'month', '2026-01-01', '2026-02-01', 'plan', NULL, 9), ('nrr', 'month', '2026-01-01', '2026-02-01', NULL, 'c', 9),
		('nrr', 'ttm', '2025-02-01', '2026-02-01', 'all', NULL, 1.1), ('nrr', 'ttm', '2025-03-01', '2026-03-01', 'all', NULL, 1.2),
		('clv', 'month', '2026-01-01', '2026-02-01', NULL, NULL, 5), ('clv', 'ttm', '2025-02-01', '2026-02-01', NULL, NULL, 500), ('clv', 'ttm', '2025-03-01', '2026-03-01', NULL, NULL, 600),
		('mau', 'day', '2026-01-31', '2026-02-01', 'all', NULL, 31), ('mau', 'day', '2026-02-28', '2026-03-01', 'all', NULL, 28), ('mau', 'day', '2026-03-30', '2026-03-31', 'all', NULL, 30),
		('other', 'month', '2026-01-01', '2026-02-01', 'all', NULL, 1)`, noNight, noOnboarding, link("nrr", "clv", "plus", 0), link("mau", "nrr", "plus", 0))
	diff(t, show(t, db, "SELECT metric, month, value, kind FROM metrics.kpi_months ORDER BY ALL"), lines(`
		clv  2026-01-01  500.0  year
		clv  2026-02-01  600.0  year
		mau  2026-01-01  31.0   level
		mau  2026-02-01  28.0   level
		nrr  2026-01-01  1.01   flow
		nrr  2026-02-01  1.02   flow`))
}

// Of a day's measure the last recorded night of each month counts, by the newest
// definition; the running month is left out, and nights after the as-of day are.
func TestMonthsOfNights(t *testing.T) {
	t.Parallel()
	const nights = `
		('2025-12-31', 'health_green_share', 0.9, 1),
		('2026-01-10', 'health_green_share', 0.5, 2), ('2026-01-31', 'health_green_share', 0.6, 2), ('2026-02-20', 'health_green_share', 0.7, 2),
		('2026-03-15', 'health_green_share', 0.8, 2), ('2026-02-20', 'nps', 40.0, 1)`
	const figures = "('health_green_share', 'day', '2026-03-15', '2026-03-16', NULL, NULL, 0.8)"
	of := func(asOf string) []string {
		db := testMonths(t, asOf, figures, nights, noOnboarding, link("health_green_share", "grr", "plus", 3))
		return show(t, db, "SELECT month, value, kind FROM metrics.kpi_months ORDER BY ALL")
	}
	diff(t, of("2026-03-15"), lines(`
		2026-01-01  0.6  level
		2026-02-01  0.7  level`))
	diff(t, of("2026-02-10"), lines("2026-01-01  0.6  level"))
	diff(t, of("2026-03-31"), lines(`
		2026-01-01  0.6  level
		2026-02-01  0.7  level
		2026-03-01  0.8  level`))
}

// Onboarding goes by the month of the target and of the start; a month of starters
// counts when the youngest of them has had thirty days.
func TestMonthsOfOnboarding(t *testing.T) {
	t.Parallel()
	db := testMonths(t, "2026-03-15", "('none', 'month', '2026-01-01', '2026-02-01', NULL, NULL, 1)", noNight, `
		('a', '2026-01-05', 12, 'reached', '2026-02-10', '2026-02-09', 3), ('b', '2026-01-20', 40, 'reached', '2026-02-20', NULL, 3), ('c', '2026-01-31', NULL, 'waiting', '2026-03-20', '2026-03-01', 3),
		('d', '2026-02-20', 1, 'reached', NULL, NULL, 0), ('e', '2026-01-02', NULL, 'unknown', '2026-02-02', NULL, 0)`,
		link("onboarding_completion", "value_within_30_days", "plus", 0))
	diff(t, show(t, db, "SELECT metric, month, round(value, 6) FROM metrics.kpi_months ORDER BY ALL"), lines(`
		onboarding_completion  2026-02-01  0.5
		value_within_30_days   2026-01-01  0.333333`))
}
