package transforms

// The harness of the SQL tests. A test gives core tables as text, asks for the
// marts (or core models) it is about, and compares what a query prints:
//
//	db := buildFrom(t, seed{
//		asOf: "2026-01-31",
//		tables: map[string]string{
//			"core.subscription_periods": `
//				subscription_id  start_date  end_date  customer_id  mrr  currency  kind
//				s1               2025-12-01  -         A            100  USD       paid
//				s2               2025-12-01  2026-01-05 'Big Co'    50   USD       paid`,
//		},
//	}, "marts.mrr_monthly")
//	want := lines(`
//		2025-12-01  A  100.000000`)
//	diff(t, show(t, db, "SELECT month, customer_id, mrr FROM marts.mrr_monthly ORDER BY ALL"), want)
//
// A table is a header line of column names and one line per row. Fields are
// separated by blanks; 'quotes' hold a field with blanks, - is null. Columns not
// named are null; core tables not given are empty. The wanted models are built
// with every model they read, but a table given as text is never built.

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/transforms/texttable"
)

// seed is the world of one SQL test.
type seed struct {
	asOf     string // day; 2026-01-31 when empty
	settings func(*Settings)
	tables   map[string]string
}

// testSettings are the settings tests start from: USD, New York, calendar year.
func testSettings(t *testing.T, asOf string) Settings {
	t.Helper()
	if asOf == "" {
		asOf = "2026-01-31"
	}
	day, err := time.Parse(time.DateOnly, asOf)
	if err != nil {
		t.Fatalf("parse as-of day: %v", err)
	}
	return Settings{
		AsOf: day, KnownAt: day.Add(30 * time.Hour), RunID: "run-1", Company: "Northwind Cloud", Currency: "USD",
		Timezone: "America/New_York", FiscalYearStart: 1, Metrics: DefaultMetrics(),
		Segments: []Segment{{Name: "plan"}, {Name: "size", Bands: []Band{{"small", 0}, {"mid", 500}, {"large", 5000}}}},
	}
}

// buildFrom makes an in-memory database with the given core tables and builds
// the wanted models on them.
func buildFrom(t *testing.T, s seed, wanted ...string) *sql.Conn {
	t.Helper()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	return buildCatalog(t, cat, s, wanted...)
}

// buildCatalog is buildFrom with the models of a catalog.
func buildCatalog(t *testing.T, cat *catalog, s seed, wanted ...string) *sql.Conn {
	t.Helper()
	ctx := context.Background()
	settings := testSettings(t, s.asOf)
	if s.settings != nil {
		s.settings(&settings)
	}
	opts := Options{WorkDir: t.TempDir(), Settings: settings, Threads: 1}
	db, err := openDatabase(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.createMacros(ctx, cat.macros, settings); err != nil {
		t.Fatal(err)
	}
	if err := db.createRunnerTables(ctx, settings); err != nil {
		t.Fatal(err)
	}
	if err := cat.addGenerated(settings, nil); err != nil {
		t.Fatal(err)
	}
	given := seedTables(t, db, s, wanted)
	for name := range given {
		delete(cat.models, name)
	}
	for _, name := range wanted {
		if cat.models[name] == nil {
			t.Fatalf("there is no model %s", name)
		}
	}
	models, err := orderModels(withDependencies(cat.models, wanted), given)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		buildChecked(t, db, m)
	}
	return db.conn
}

// buildChecked builds a model and fails the test when one of its checks of
// severity error does.
func buildChecked(t *testing.T, db *database, m *model) {
	t.Helper()
	if err := m.complete(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	statement, before := m.createSQL()
	if err := db.exec(t.Context(), statement); err != nil {
		t.Fatal(newModelError(m.name, m.file, before, err))
	}
	results, err := db.checkModel(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Blocks && !strings.Contains(r.Name, ".references(") {
			t.Errorf("check failed: %s", r)
		}
	}
}

// seedTables creates the tables given as text, and the other canonical tables
// empty unless the test wants them built. It returns every table there is.
func seedTables(t *testing.T, db *database, s seed, wanted []string) map[string]bool {
	t.Helper()
	known := knownTables(nil)
	building := map[string]bool{}
	for _, name := range wanted {
		building[name] = true
	}
	for _, table := range append(Canonical(), RunnerTables()...) {
		name := "core." + table.Name
		text, given := s.tables[name]
		if building[name] {
			continue
		}
		if _, err := db.conn.ExecContext(t.Context(), "SELECT 1 FROM "+name+" LIMIT 0"); err != nil {
			if err := db.createTable(t.Context(), table, nil); err != nil {
				t.Fatal(err)
			}
		}
		known[name] = true
		if given {
			insertText(t, db, name, table.Columns, text)
		}
	}
	for _, table := range ownTables() { // a first night, unless the test says what is recorded
		if err := db.createEmpty(t.Context(), table, false); err != nil {
			t.Fatal(err)
		}
		name := "raw." + table.Name
		known[name] = true
		insertText(t, db, name, append(columns("_source VARCHAR, _load_id VARCHAR"), table.Columns...), s.tables[name])
	}
	for name := range s.tables {
		if !known[name] {
			t.Fatalf("table %s is not canonical", name)
		}
	}
	return known
}

// insertText inserts the rows of a text table.
func insertText(t *testing.T, db *database, table string, columns []Column, text string) {
	t.Helper()
	rows := textRows(text)
	if len(rows) == 0 {
		return
	}
	types := map[string]string{}
	for _, c := range columns {
		types[c.Name] = c.Type
	}
	header := rows[0]
	for some := range slices.Chunk(rows[1:], 1000) {
		values := make([]string, len(some))
		for n, row := range some {
			if len(row) != len(header) {
				t.Fatalf("%s: row %v has %d fields, header %d", table, row, len(row), len(header))
			}
			fields := make([]string, len(row))
			for i, field := range row {
				if types[header[i]] == "" {
					t.Fatalf("%s has no column %s", table, header[i])
				}
				fields[i] = "NULL"
				if field != nullField {
					fields[i] = fmt.Sprintf("CAST(%s AS %s)", literal(field), types[header[i]])
				}
			}
			values[n] = "(" + strings.Join(fields, ", ") + ")"
		}
		statement := fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", table, strings.Join(header, ", "), strings.Join(values, ", "))
		if err := db.exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
}

// The text tables of tests, which the worked cases write as well.
const nullField = texttable.Null

// querier is what show can ask: a connection or a pool.
type querier = texttable.Querier

func textRows(text string) [][]string { return texttable.Rows(text) }

func lines(text string) []string { return texttable.Lines(text) }

// show runs a query and prints its rows as lines does.
func show(t *testing.T, db querier, query string) []string {
	t.Helper()
	out, err := texttable.Show(t.Context(), db, query)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// diff fails the test when got is not want.
func diff(t *testing.T, got, want []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
