package transforms

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const goodHeader = "-- grain: one row per x\n-- key: x\n"

func TestParseModel(t *testing.T) {
	t.Parallel()
	m, err := parseModel("core", "sql/core/things.sql", `-- grain: one row per thing
-- key: a, b
-- meaning: first line
--   and second line
-- check: not_null(a, b)
-- check[warn]: accepted(kind, 'x', y)
-- check: references(a, core.other.id)
-- check: expression(a > 0 AND f(b, 'it''s, fine') = 1)
SELECT a, b, kind -- from core.comment
FROM staging.input i
JOIN "core".quoted q ON q.a = i.a AND i.t <> 'from marts.text'
/* raw.block */ LEFT JOIN RAW.Upper u ON true
`)
	if err != nil {
		t.Fatal(err)
	}
	var checks []string
	for _, c := range m.checks {
		checks = append(checks, string(c.severity)+" "+c.failing(m.name))
	}
	got := append([]string{m.name, m.grain, m.meaning, strings.Join(m.key, "+")}, checks...)
	for _, r := range m.refs {
		got = append(got, r.name)
	}
	diff(t, got, []string{
		"core.things", "one row per thing", "first line and second line", "a+b",
		"error a IS NULL OR b IS NULL",
		"warn CAST(kind AS VARCHAR) NOT IN ('x', 'y')",
		"error a IS NOT NULL AND a NOT IN (SELECT id FROM core.other WHERE id IS NOT NULL)",
		"error NOT (a > 0 AND f(b, 'it''s, fine') = 1)",
		"staging.input", "raw.upper",
	})
}

func TestModelRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"SELECT 1":                               "m.sql:1: header has no key",
		"-- key: x\nSELECT 1":                    "m.sql:1: header has no grain",
		"-- grain: g\n-- key: a b\nSELECT 1":     `m.sql:2: key: "a b" is not a column name`,
		"-- hello\nSELECT 1":                     "m.sql:1: header begins with",
		goodHeader + "-- owner: me\nSELECT 1":    `m.sql:3: unknown header line "owner"`,
		goodHeader + "-- materialized: yes\n":    `m.sql:3: materialized: "yes": only no can be said`,
		goodHeader + "-- check: nope(x)\n":       `m.sql:3: unknown check "nope"`,
		goodHeader + "-- check: not_null x\n":    "want name(arguments)",
		goodHeader + "-- check[bad]: unique(x)":  `unknown severity "bad"`,
		goodHeader + "-- check: accepted(x)":     "no accepted values",
		goodHeader + "-- check: references(x,y)": "want references(column, schema.table.column)",
		goodHeader + "-- check: not_null(x y)":   `"x y" is not a column name`,
	} {
		_, err := parseModel("core", "m.sql", text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	_, err := parseModel("marts", "m.sql", goodHeader+"-- materialized: no\n")
	if want := "m.sql:1: tables of marts are published, so they are materialized"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// order gives the names of models in build order, or the error.
func order(t *testing.T, files map[string]string) ([]string, error) {
	t.Helper()
	c := &catalog{models: map[string]*model{}, checks: map[string]*plainCheck{}}
	for _, name := range sortedKeys(files) {
		if err := c.add(name, "sql/"+name, goodHeader+files[name]); err != nil {
			t.Fatal(err)
		}
	}
	models, err := orderModels(c.models, map[string]bool{"raw.t": true})
	var names []string
	for _, m := range models {
		names = append(names, m.name)
	}
	return names, err
}

func TestModelsAreOrderedByWhatTheyRead(t *testing.T) {
	t.Parallel()
	got, err := order(t, map[string]string{
		"marts/a.sql":          "SELECT * FROM core.z, core.b",
		"core/z.sql":           "SELECT * FROM staging.y",
		"core/b.sql":           "SELECT * FROM core.z",
		"staging/vendor/y.sql": "SELECT * FROM raw.t",
	})
	if err != nil {
		t.Fatal(err)
	}
	diff(t, got, []string{"staging.y", "core.z", "core.b", "marts.a"})
}

// TestViewIsReadLikeATable: a view of views, macros and all, costs no table.
func TestViewIsReadLikeATable(t *testing.T) {
	t.Parallel()
	opts := (world{landed: map[string]string{"files_features": "feature event\nReports ' Open '"}}).options(t)
	opts.Overrides = fstest.MapFS{
		"staging/below.sql": {Data: []byte("-- grain: g\n-- key: event\n-- materialized: no\nSELECT word_of(event) AS event FROM raw.files_features")},
		"staging/above.sql": {Data: []byte("-- grain: g\n-- key: event\n-- materialized: no\n-- check: accepted(event, never)\nSELECT event FROM staging.below")},
		"marts/mine.sql":    {Data: []byte("-- grain: g\n-- key: event\nSELECT event FROM staging.above")},
	}
	report, err := Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range report.Checks {
		if strings.HasPrefix(c.Name, "staging.above.") || strings.HasPrefix(c.Name, "staging.below.") {
			t.Errorf("check %s was run on a view", c)
		}
	}
	db, err := OpenReadOnly(t.Context(), opts.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	diff(t, show(t, db, "SELECT event FROM marts.mine"), []string{"open"})
}

// TestViewsOfCoreStayBehind: models and checks read core.usage_events, but the file
// has neither the events nor what names their users, unless a mart selects them.
func TestViewsOfCoreStayBehind(t *testing.T) {
	t.Parallel()
	opts := (world{landed: map[string]string{"files_usage_events": "event_id user_id event occurred_at\ne1 ada@lost.test Login '2026-01-05 14:00:00'"}}).options(t)
	views := func() []string {
		db, err := OpenReadOnly(t.Context(), opts.Path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		return show(t, db, "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal UNION ALL SELECT 'usage_events' FROM duckdb_tables() WHERE table_name = 'usage_events'")
	}
	report, err := Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, views(), []string{})
	for _, c := range report.Checks {
		if c.Name == "unmatched_usage" {
			diff(t, []string{c.String()}, []string{"unmatched_usage (warn): 1 of 1: lost.test (1 events of 1 users)"})
		}
	}
	if file, err := os.ReadFile(opts.Path); err != nil || bytes.Contains(file, []byte("ada@lost.test")) {
		t.Errorf("the file names the user (%v)", err)
	}
	opts.Overrides = fstest.MapFS{"marts/events.sql": {Data: []byte("-- grain: g\n-- key: event_id\nSELECT event_id, user_id FROM core.usage_events")}}
	if _, err := Build(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	diff(t, views(), []string{})
	db, err := OpenReadOnly(t.Context(), opts.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	diff(t, show(t, db, "SELECT * FROM marts.events"), []string{"e1  ada@lost.test"})
}

func TestOrderRefused(t *testing.T) {
	t.Parallel()
	for want, files := range map[string]map[string]string{
		"circle: core.a -> core.b -> core.c -> core.a": {
			"core/a.sql": "SELECT * FROM core.b", "core/b.sql": "SELECT * FROM core.c", "core/c.sql": "SELECT * FROM core.a", "core/d.sql": "SELECT * FROM core.a"},
		"circle: core.a -> core.a":                     {"core/a.sql": "SELECT * FROM core.a"},
		"sql/core/a.sql:4: unknown table core.missing": {"core/a.sql": "SELECT 1\nFROM core.missing"},
	} {
		_, err := order(t, files)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestOverridesReplaceAndAdd(t *testing.T) {
	t.Parallel()
	mine := fstest.MapFS{
		"core/features.sql":    {Data: []byte("-- grain: one row per feature\n-- key: feature, plan\nSELECT 'mine' AS feature, 'e' AS event, '*' AS plan")},
		"marts/my_numbers.sql": {Data: []byte("-- grain: one row\n-- key: n\nSELECT count(*) AS n FROM core.features")},
		"checks/my_check.sql":  {Data: []byte("-- severity: warn\n-- meaning: mine\nSELECT n AS key FROM marts.my_numbers WHERE n = 1")},
	}
	opts := (world{}).options(t)
	opts.Overrides = mine
	report, err := Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var failing []string
	for _, c := range report.Failing() {
		failing = append(failing, c.String())
	}
	diff(t, failing, []string{"my_check (warn): 1 of 0: 1"})
	db, err := OpenReadOnly(t.Context(), opts.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	diff(t, show(t, db, "SELECT feature FROM core.features"), []string{"mine"})
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE marts.more AS SELECT 1"); err == nil {
		t.Error("a published file could be written")
	}
}

func TestBrokenOverridesAreAllNamed(t *testing.T) {
	t.Parallel()
	opts := Options{Tables: landedTables(), Settings: testSettings(t, ""), Overrides: fstest.MapFS{
		"marts/typo.sql":    {Data: []byte("-- grain: g\n-- key: x\nSELECT\n  customer_idd AS x\nFROM core.customers")},
		"marts/keyless.sql": {Data: []byte("-- grain: g\n-- key: nothing\nSELECT 1 AS x")},
		"marts/reader.sql":  {Data: []byte("-- grain: g\n-- key: x\nSELECT x FROM marts.typo")},
		"checks/broken.sql": {Data: []byte("-- severity: warn\n-- meaning: m\nSELEC 1")},
	}}
	err := Validate(t.Context(), opts)
	if err == nil {
		t.Fatal("broken models were accepted")
	}
	var got []string
	for _, line := range strings.Split(err.Error(), "\n") {
		if strings.Contains(line, ".sql:") {
			place, _, _ := strings.Cut(line, " ")
			got = append(got, place)
		}
	}
	if d := cmp.Diff([]string{"marts/keyless.sql:4:", "marts/typo.sql:4:", "checks/broken.sql:3:"}, got); d != "" {
		t.Errorf("(-want +got)\n%s\n%v", d, err)
	}
	if !strings.Contains(err.Error(), `Referenced column "customer_idd" not found`) {
		t.Errorf("DuckDB's message is missing in %v", err)
	}
}
