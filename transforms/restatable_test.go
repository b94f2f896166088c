package transforms

import (
	"slices"
	"strings"
	"testing"
)

// TestJudgementsOfNightsAreNotRestated: a figure that judges what nights said
// changes with every night that is recorded, which is no news about its period.
// So all that follow from recorded nights are of a day, or are left out.
func TestJudgementsOfNightsAreNotRestated(t *testing.T) {
	t.Parallel()
	c, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	closed := c.models["metrics.closed_figures"].text
	recorded := []string{"raw.quarterdeck_health", "raw.quarterdeck_alerts", "raw.quarterdeck_renewals"}
	// These stand beside a judgement, and are themselves facts of contracts, or of the day.
	facts := []string{"renewals_due", "renewal_rate", "renewal_rate_value", "renewal_forecast"}
	judging := 0
	for _, d := range c.definitions {
		for _, f := range d.Figures {
			name := "marts." + f.Mart
			follows := slices.ContainsFunc(sortedKeys(withDependencies(c.models, []string{name})), func(step string) bool {
				return slices.ContainsFunc(c.models[step].refs, func(r reference) bool { return slices.Contains(recorded, r.name) })
			})
			if !follows || slices.Contains(facts, d.Metric) || slices.Contains(c.models[name].key, "as_of") && !slices.Contains(c.models[name].key, "span") {
				continue
			}
			judging++
			if !strings.Contains(closed, "'"+d.Metric+"'") {
				t.Errorf("%s of %s follows from recorded nights and would be restated", d.Metric, name)
			}
		}
	}
	if judging == 0 {
		t.Error("no figure follows from recorded nights")
	}
}
