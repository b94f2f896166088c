package transforms

import (
	"slices"
	"strings"
	"testing"
)

// martNames lists every model of the schema marts.
func martNames(t *testing.T) []string {
	t.Helper()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	names := slices.DeleteFunc(sortedKeys(cat.models), func(name string) bool { return !strings.HasPrefix(name, "marts.") })
	if len(names) == 0 {
		t.Fatal("no marts found")
	}
	return names
}

// TestMartsWithoutData: a mart without input is empty, or counts nothing as 0
// and rates it as null. It is never an error.
func TestMartsWithoutData(t *testing.T) {
	t.Parallel()
	names := martNames(t)
	db := buildFrom(t, seed{}, names...)
	for _, name := range names {
		switch name {
		case "marts.nps", "marts.nps_account", "marts.csat", "marts.ces", "marts.support", "marts.scorecard_perspectives":
			continue // their trailing window exists without data
		case "marts.revenue", "marts.definition_versions", "marts.figure_changes", "marts.scorecard_nights":
			continue // this month and this night exist without data
		case "marts.backtest", "marts.matching", "marts.portfolio_health", "marts.proactive_support":
			continue // they say why there is no answer
		}
		diff(t, show(t, db, "SELECT * FROM "+name), lines(""))
	}
	diff(t, show(t, db, "SELECT span, dimension, responses, nps, low, shown, reason FROM marts.nps"), lines(`
		trailing all 0 - - false no_responses`))
	diff(t, show(t, db, "SELECT span, dimension, responses, score, shown, reason FROM marts.csat"), lines(`
		trailing all 0 - false no_responses`))
	diff(t, show(t, db, "SELECT span, created, solved, backlog, reopen_rate, sla_attainment FROM marts.support"), lines(`
		trailing 0 0 0 - -`))
	diff(t, show(t, db, "SELECT DISTINCT events, others, auc, low, high, precision_red, recall_red, reason FROM marts.backtest"), lines(`
		0 0 - - - - - no_recorded_night`))
	diff(t, show(t, db, "SELECT * EXCLUDE (as_of) FROM marts.matching"), lines("0 0 - no_records"))
	diff(t, show(t, db, "SELECT * EXCLUDE (as_of) FROM marts.portfolio_health"), lines("0 0 - - - - - - no_paying_customers"))
	diff(t, show(t, db, "SELECT * EXCLUDE (period_start, period_end) FROM marts.proactive_support"), lines(`
		trailing all all 0 0 0 - no_tickets true`))
	diff(t, show(t, db, "SELECT perspective, kpis, score, reason FROM marts.scorecard_perspectives"), lines(`
		all 0 - low_coverage
		customer 0 - no_kpis
		financial 0 - no_kpis
		internal 0 - no_kpis
		learning 0 - no_kpis`))
}
