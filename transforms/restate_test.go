package transforms

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// Whatever the steps say, also where they say nothing, the parts of every change
// add up to it, and a restated figure has a reason.
func TestPartsOfRestatementsAddUp(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(3, 9))
	dir := t.TempDir()
	value := func() string {
		switch dice.IntN(6) {
		case 0:
			return "NULL"
		case 1:
			return "1"
		}
		return fmt.Sprint(dice.NormFloat64() * 1e5)
	}
	const figures = 300
	write := func(name string, statements ...string) string {
		path := filepath.Join(dir, name)
		db, err := sql.Open("duckdb", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, statement := range statements {
			if _, err := db.Exec(statement); err != nil {
				t.Fatalf("%v in %s", err, statement)
			}
		}
		return path
	}
	steps := []Step{{Cause: NewDefinition}, {Cause: LateData}, {Cause: NewMapping}, {Cause: LaterFacts}, {Cause: NewDefinition}}
	for i := range steps[:len(steps)-1] {
		statements := []string{"CREATE SCHEMA marts", "CREATE TABLE marts.figures (figure_id VARCHAR, value DOUBLE)"}
		for f := range figures {
			if dice.IntN(10) > 0 {
				statements = append(statements, fmt.Sprintf("INSERT INTO marts.figures VALUES ('f%d', %s)", f, value()))
			}
		}
		steps[i].Path = write(fmt.Sprintf("step%d.duckdb", i), statements...)
	}
	statements := []string{"CREATE SCHEMA marts", "CREATE SCHEMA core", "CREATE TABLE core.settings AS SELECT 'now' AS run_id",
		`CREATE TABLE marts.restatements (figure_id VARCHAR, published_value DECIMAL(18,6), value DECIMAL(18,6), change DECIMAL(18,6), late_data DECIMAL(18,6),
			new_mapping DECIMAL(18,6), later_facts DECIMAL(18,6), new_definition DECIMAL(18,6), reason VARCHAR, run_id VARCHAR)`,
		"INSERT INTO marts.restatements VALUES ('f1', 1, 2, 1, 1, 0, 0, 0, 'late_data', 'before')"}
	for f := range figures {
		statements = append(statements, fmt.Sprintf("INSERT INTO marts.restatements SELECT 'f%d', a, b, b - a, NULL, NULL, NULL, NULL, NULL, 'now' FROM (SELECT CAST(%s AS DECIMAL(18,6)) AS a, CAST(%s AS DECIMAL(18,6)) AS b)", f, value(), value()))
	}
	built := write("built.duckdb", append(statements, "DELETE FROM marts.restatements WHERE value IS NOT DISTINCT FROM published_value")...)
	if err := SplitRestatements(t.Context(), built, steps); err != nil {
		t.Fatal(err)
	}
	db, err := OpenReadOnly(t.Context(), built)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	diff(t, show(t, db, `SELECT figure_id FROM marts.restatements WHERE change IS DISTINCT FROM late_data + new_mapping + later_facts + new_definition OR reason IS NULL`), []string{})
	diff(t, show(t, db, "SELECT count(*) > 100, count(DISTINCT reason), count(change) < count(*) FROM marts.restatements WHERE run_id = 'now'"), lines("true 4 true"))
	diff(t, show(t, db, "SELECT published_value, value, late_data, reason FROM marts.restatements WHERE run_id = 'before'"), lines("1.000000 2.000000 1.000000 late_data"))
}
