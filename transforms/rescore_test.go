package transforms

import (
	"database/sql"
	"io/fs"
	"maps"
	"testing"
)

// otherProfiles judges otherwise in every respect: by steps, by age, by the newest
// facts only, by opinion, with another gate and other limits.
func otherProfiles(s *Settings) {
	onlyPlan(s)
	limit := 14.0
	s.Metrics.HealthGreen, s.Metrics.HealthYellow = 80, 40
	s.Health = Health{
		Pulse: Pulse{MaxWeight: 0.4, MaxAgeDays: 40, Worst: 1, Best: 5},
		Profiles: []HealthProfile{{
			Name: "young", When: "tenure_months < 10",
			Dimensions: []HealthDimension{{Name: "all", Group: "relationship", Weight: 1, Measures: []HealthMeasure{
				{Measure: "active_days_share", Weight: 3, Anchors: []Anchors{{Worst: 0, Best: 0.3}, {FromMonth: 9, Worst: 0.1, Best: 0.5}}},
				{Measure: "nps", Weight: 1, MaxAgeDays: 20, Anchors: []Anchors{{Worst: 0, Best: 100}}},
				{Measure: "open_tickets_over_7_days", Weight: 2, Steps: []HealthStep{{At: 0, Score: 100}, {At: 1, Score: 30}, {At: 2, Score: 0}}},
			}}},
			Gates: []HealthGate{{Measure: "days_past_due", Above: &limit, Cap: 20, Reason: "late"}},
		}},
	}
}

// rescoreFrom is buildFrom as Rescore does it.
func rescoreFrom(t *testing.T, s seed, wanted ...string) *sql.Conn {
	t.Helper()
	instead, err := fs.Sub(embedded, "rescored")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	over := newCatalog()
	if err := over.read(instead, "rescored"); err != nil {
		t.Fatal(err)
	}
	cat.overlay(over)
	return buildCatalog(t, cat, s, wanted...)
}

// Nights scored anew months later give the very scores they would have given had the
// settings been in force when they were run: nothing learned since gets in.
func TestRescoringIsWhatTheNightsWouldHaveSaid(t *testing.T) {
	t.Parallel()
	w := newTroubled(t, 60)
	recorded := w.nights(t, onlyPlan)
	for name, change := range map[string]func(*Settings){"the same settings": onlyPlan, "others": otherProfiles} {
		t.Run(name, func(t *testing.T) {
			later := w.at(t, w.due.AddDate(0, 0, 9))
			later.settings = change
			then := later
			maps.Copy(later.tables, recorded)
			got := rescoreFrom(t, later, "marts.health_nights", "marts.backtest")
			then.tables = maps.Clone(later.tables)
			maps.Copy(then.tables, w.nights(t, change))
			want := buildFrom(t, then, "marts.backtest")
			const scores = "SELECT as_of, customer_id, round(score, 6) AS score FROM marts.health_nights WHERE as_of < DATE '2026-04-01' ORDER BY 1, 2"
			if all := show(t, want, scores); len(all) != 3*len(w.accounts) {
				t.Fatalf("%d scores of %d accounts in 3 nights", len(all), len(w.accounts))
			}
			diff(t, show(t, got, scores), show(t, want, scores))
			const result = "SELECT horizon, events, others, round(auc, 6), reason FROM marts.backtest WHERE predictor = 'score' AND kind = 'all' AND accounts = 'all' ORDER BY ALL"
			diff(t, show(t, got, result), show(t, want, result))
		})
	}
}

// A night of a program that did not record what it knew cannot be scored.
func TestRescoringNeedsWhatWasKnown(t *testing.T) {
	t.Parallel()
	db := rescoreFrom(t, fourTerms(t, 1), "marts.health_nights")
	diff(t, show(t, db, "SELECT as_of, customer_id, score, band FROM marts.health_nights WHERE NOT is_told AND as_of < DATE '2026-01-01' ORDER BY 2"), lines(`
		2025-12-23 A - grey
		2025-12-23 B - grey`))
}
