package transforms

import (
	"testing"
)

// testPillars builds the marts of the pillars on facts that are given as rows of
// (pillar, level, fact, unit, value, least).
func testPillars(t *testing.T, facts string, settings func(*Settings)) querier {
	t.Helper()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := testSettings(t, "2026-11-21")
	s.Pillars = []Pillar{{Pillar: "voice", Title: "Voice of the customer"}, {Pillar: "renewals", Title: "Renewals"}, {Pillar: "training", Title: "Training"}}
	settings(&s)
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
	none := " AS SELECT * FROM (VALUES ('', 1, '', '', CAST(NULL AS DOUBLE), 1.0)) v(pillar, level, fact, unit, value, least) WHERE pillar <> ''"
	for _, statement := range []string{
		"CREATE TABLE metrics.pillar_facts_value AS SELECT * FROM (VALUES " + facts + ") v(pillar, level, fact, unit, value, least)",
		"CREATE TABLE metrics.pillar_facts_risk" + none, "CREATE TABLE metrics.pillar_facts_growth" + none,
	} {
		if err := db.exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"marts.pillar_facts", "metrics.pillar_suggestions", "marts.pillars", "marts.pillar_summary"} {
		buildChecked(t, db, cat.models[name])
	}
	return db.conn
}

// A level is suggested when its criteria and those below are all met; what cannot be
// measured is left to people, and what is unknown meets nothing.
func TestSuggestedLevels(t *testing.T) {
	t.Parallel()
	db := testPillars(t, `
		('voice', 1, 'answers', 'count', 40, 1), ('voice', 2, 'response rate', 'share', 0.2, 0.2), ('voice', 2, 'NPS answers', 'count', 12, 10), ('voice', 3, 'tickets asked about', 'share', NULL, 0.3),
		('renewals', 1, 'known', 'count', 0, 1), ('renewals', 2, 'prepared', 'share', 0.9, 0.5),
		('elsewhere', 1, 'nothing', 'count', 9, 1)`, func(*Settings) {})
	diff(t, show(t, db, "SELECT pillar, suggested_level, level, reason FROM marts.pillars ORDER BY place"), lines(`
		voice     intermediate  -  not_assessed
		renewals  none          -  not_assessed
		training  -             -  not_assessed`))
	diff(t, show(t, db, "SELECT pillar, fact, is_met FROM marts.pillar_facts WHERE NOT is_met ORDER BY ALL"), lines(`
		renewals  known                  false
		voice     'tickets asked about'  false`))
	diff(t, show(t, db, "SELECT assessed, score, weakest FROM marts.pillar_summary"), lines("0 - -"))
}

// Only what was judged by the day counts, the newest of it; a year later it is stale.
// A suggestion never becomes the level.
func TestAssessmentsAsOfADay(t *testing.T) {
	t.Parallel()
	db := testPillars(t, "('training', 1, 'sessions', 'count', 9, 1)", func(s *Settings) {
		judge := func(pillar, day, level string) {
			s.Assessments = append(s.Assessments, PillarAssessment{Pillar: pillar, AssessedOn: day, Level: level, Evidence: "it's seen", By: "Ann"})
		}
		judge("voice", "2026-11-22", "advanced")
		judge("voice", "2026-11-21", "basic")
		judge("voice", "2025-06-30", "intermediate")
		judge("renewals", "2025-11-20", "intermediate")
	})
	diff(t, show(t, db, "SELECT pillar, level, previous_level, change, is_stale, suggested_level, evidence = 'it''s seen', reason FROM marts.pillars ORDER BY place"), lines(`
		voice     basic         intermediate  -1  false  -      true  -
		renewals  intermediate  -             -   true   -      true  stale
		training  -             -             -   -      basic  -  not_assessed`))
	diff(t, show(t, db, "SELECT round(score, 6), round(previous_score, 6), round(coverage, 6), weakest, stale FROM marts.pillar_summary"), lines("0.5 0.666667 0.666667 voice 1"))
}
