package transforms

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryModelIsAccepted(t *testing.T) {
	t.Parallel()
	if err := Validate(t.Context(), Options{Tables: landedTables(), Settings: testSettings(t, "")}); err != nil {
		t.Fatal(err)
	}
}

// TestCoreTablesAreCanonical compares the columns the core models produce with
// the list marts and their tests rely on.
func TestCoreTablesAreCanonical(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, world{}, "core")
	for _, table := range append(Canonical(), RunnerTables()...) {
		want := make([]string, len(table.Columns))
		for i, c := range table.Columns {
			want[i] = c.Name + "  " + c.Type
		}
		got := show(t, db.conn, "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'core' AND table_name = "+
			literal(table.Name)+" ORDER BY column_index")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("core.%s (-canonical +model)\n%s", table.Name, d)
		}
	}
	extra := show(t, db.conn, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core' AND table_name NOT IN ('settings', 'segment_expressions', "+
		sqlList(canonicalNames())+")")
	diff(t, extra, []string{})
}

func canonicalNames() []string {
	var names []string
	for _, table := range append(Canonical(), RunnerTables()...) {
		names = append(names, table.Name)
	}
	return names
}
