package kill

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/transforms"
)

func (n *nights) open(t *testing.T) *sql.DB {
	t.Helper()
	current, err := os.ReadFile(filepath.Join(n.dir, "data/published/current"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := transforms.OpenReadOnly(context.Background(), filepath.Join(n.dir, "data/published", strings.TrimSpace(string(current))+".duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// checkRecord: every night since the first is on record once and whole, however
// often it was killed, and nothing of it is said twice.
func (n *nights) checkRecord(t *testing.T, first time.Time) {
	t.Helper()
	want := int64(n.night.Sub(first).Hours()/24) + 1
	db := n.open(t)
	defer db.Close()
	for query, want := range map[string]int64{
		"SELECT count(DISTINCT as_of) FROM marts.scorecard_nights":                                                       want,
		"SELECT count(DISTINCT as_of) FROM marts.health_nights":                                                          want,
		"SELECT count(DISTINCT as_of) FROM marts.publications":                                                           want - 1, // those before
		"SELECT count(DISTINCT n) FROM (SELECT count(*) AS n FROM marts.scorecard_nights GROUP BY as_of)":                1,
		"SELECT count(*) FROM (SELECT 1 FROM marts.scorecard_nights GROUP BY as_of, kpi HAVING count(*) > 1)":            0,
		"SELECT count(*) FROM marts.definition_versions WHERE version > 1":                                               0,
		"SELECT count(*) FROM marts.restatements WHERE change <> late_data + new_mapping + later_facts + new_definition": 0,
	} {
		var got int64
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", query, got, err, want)
		}
	}
}

// comparedTables are all the facts and marts, without what tells when and in
// how many loads they came, and when nights were published.
func comparedTables(t *testing.T, n *nights) []string {
	t.Helper()
	db := n.open(t)
	defer db.Close()
	names := read(t, db, `SELECT table_schema || '.' || table_name FROM information_schema.tables
		WHERE table_schema IN ('core', 'marts') ORDER BY 1`)
	var tables []string
	for _, name := range names {
		if !slices.Contains([]string{"core.settings", "core.source_freshness", "core.load_history", "core.load_nulls", "marts.data_quality",
			"marts.definition_versions", "marts.publications", "marts.restatements"}, name) {
			tables = append(tables, name)
		}
	}
	if len(tables) < 30 {
		t.Fatalf("found only %d tables: %v", len(tables), tables)
	}
	return tables
}

// runID is the name of a run, which is another in every folder.
var runID = regexp.MustCompile(`\b01[0-9A-Z]{24}\b`)

// rows is a table as text, one line a row, in the order of the text.
func (n *nights) rows(t *testing.T, table string) []string {
	t.Helper()
	db := n.open(t)
	defer db.Close()
	lines := read(t, db, "SELECT * FROM "+table)
	for i, line := range lines {
		lines[i] = runID.ReplaceAllString(line, "RUN")
	}
	slices.Sort(lines)
	return lines
}

// read asks for rows, each as one line of its values.
func read(t *testing.T, db *sql.DB, query string) (lines []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, value := range values {
			texts[i] = fmt.Sprint(value)
			if at, isTime := value.(time.Time); isTime {
				texts[i] = at.UTC().Format(time.DateTime)
				if strings.Contains(columns[i], "loaded") { // later the same night in a folder that was killed
					texts[i] = at.UTC().Format("2006-01-02 15h")
				}
			}
		}
		lines = append(lines, strings.Join(texts, " | "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}
