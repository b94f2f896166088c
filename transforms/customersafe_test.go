package transforms

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestNothingJudgedIsBehindTheCustomersScorecard: of all tables it is made from, over
// however many steps, none is a judgement of ours or a word of the team about the
// customer; and what it reads itself are the tables named here.
func TestNothingJudgedIsBehindTheCustomersScorecard(t *testing.T) {
	t.Parallel()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	behind := withDependencies(cat.models, []string{"marts.customer_scorecard"})
	for name := range behind {
		for _, word := range []string{"health", "alert", "signal", "pulse", "chance", "forecast", "expansion", "churn", "backtest", "outcome", "notes", "risk"} {
			if strings.Contains(name, word) {
				t.Errorf("%s is behind the customer's scorecard", name)
			}
		}
	}
	direct := map[string]bool{}
	for name, m := range behind {
		if strings.HasPrefix(name, "metrics.review_") || name == "metrics.customer_items" || name == "marts.customer_scorecard" {
			for _, ref := range m.refs {
				table := ref.name
				if !strings.HasPrefix(table, "metrics.review_") {
					direct[table] = true
				}
			}
		}
	}
	want := []string{"core.commitments", "core.goals", "core.settings", "core.subscription_periods", "marts.customer_feature_quarters", "marts.customer_features",
		"marts.customer_nps", "marts.customer_usage_weekly", "marts.customer_voice", "marts.customers", "marts.tickets", "marts.usage",
		"metrics.customer_items", "metrics.known_accounts"}
	diff(t, slices.Sorted(maps.Keys(direct)), want)
}
