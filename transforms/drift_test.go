package transforms

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestChangedTypes: what a raw table shows of a value that was landed under
// another type, and what is kept in _extra.
func TestChangedTypes(t *testing.T) {
	t.Parallel()
	const big = "9007199254740993" // 2^53 + 1: no float holds it
	tests := []struct{ from, to, value, want, extra string }{
		{"BIGINT", "VARCHAR", "42", "42", ""},
		{"BIGINT", "VARCHAR", big, big, ""},
		{"DOUBLE", "VARCHAR", "1.5", "1.5", ""},
		{"DECIMAL(18,6)", "VARCHAR", "1.50", "1.5", ""},
		{"DECIMAL(18,6)", "VARCHAR", "100", "100", ""},
		{"BOOLEAN", "VARCHAR", "true", "true", ""},
		{"DATE", "VARCHAR", "'2026-01-05'", "2026-01-05", ""},
		{"TIMESTAMP", "VARCHAR", "'2026-01-05 10:00:00'", "2026-01-05T10:00:00Z", ""},
		{"TIMESTAMP", "VARCHAR", "'2026-01-05 10:00:00.250'", "2026-01-05T10:00:00.25Z", ""},
		{"VARCHAR", "BIGINT", "12", "12", ""},
		{"VARCHAR", "BIGINT", "-7", "-7", ""},
		{"VARCHAR", "BIGINT", "abc", "-", `{"value":"abc"}`},
		{"VARCHAR", "BIGINT", "1.5", "-", `{"value":"1.5"}`},
		{"VARCHAR", "BIGINT", "99999999999999999999", "-", `{"value":"99999999999999999999"}`},
		{"VARCHAR", "BIGINT", "''", "-", ""},
		{"VARCHAR", "BIGINT", `{"a":1,"b":null}`, "-", `{"value":{"a":1,"b":null}}`},
		{"VARCHAR", "DOUBLE", "1e3", "1000.0", ""},
		{"VARCHAR", "DOUBLE", "nan", "-", `{"value":"nan"}`},
		{"VARCHAR", "DECIMAL(18,6)", "12.34", "12.340000", ""},
		{"VARCHAR", "DECIMAL(18,6)", "0.12345678", "0.123457", `{"value":"0.12345678"}`},
		{"VARCHAR", "BOOLEAN", "True", "true", ""},
		{"VARCHAR", "BOOLEAN", "1", "-", `{"value":"1"}`},
		{"VARCHAR", "DATE", "2026-01-05", "2026-01-05", ""},
		{"VARCHAR", "DATE", "soon", "-", `{"value":"soon"}`},
		{"VARCHAR", "DATE", "2026-01-05T10:00:00Z", "2026-01-05", `{"value":"2026-01-05T10:00:00Z"}`},
		{"VARCHAR", "TIMESTAMP", "2026-01-05T10:00:00.5Z", "'2026-01-05 10:00:00.5'", ""},
		{"VARCHAR", "TIMESTAMP", "2026-01-05T10:00:00+02:00", "-", `{"value":"2026-01-05T10:00:00+02:00"}`},
		{"VARCHAR", "TIMESTAMP", "1767600000", "-", `{"value":"1767600000"}`},
		{"BIGINT", "DOUBLE", "42", "42.0", ""},
		{"BIGINT", "DOUBLE", big, "9007199254740992.0", `{"value":` + big + `}`},
		{"BIGINT", "DECIMAL(18,6)", "42", "42.000000", ""},
		{"BIGINT", "DECIMAL(18,6)", "9999999999999", "-", `{"value":9999999999999}`},
		{"DOUBLE", "BIGINT", "3", "3", ""},
		{"DOUBLE", "BIGINT", "3.5", "4", `{"value":3.5}`},
		{"DECIMAL(18,6)", "BIGINT", "3.25", "3", `{"value":3.25}`},
		{"BIGINT", "BOOLEAN", "1", "-", `{"value":1}`},
		{"BIGINT", "TIMESTAMP", "1767600000", "-", `{"value":1767600000}`},
		{"BOOLEAN", "BIGINT", "true", "-", `{"value":true}`},
		{"DATE", "TIMESTAMP", "'2026-01-05'", "'2026-01-05 00:00:00'", ""},
		{"TIMESTAMP", "DATE", "'2026-01-05 00:00:00'", "2026-01-05", ""},
		{"TIMESTAMP", "DATE", "'2026-01-05 10:00:00'", "2026-01-05", `{"value":"2026-01-05T10:00:00Z"}`},
		{"BIGINT", "VARCHAR", "-", "-", ""},
		{"VARCHAR", "BIGINT", "-", "-", ""},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s to %s %s", test.from, test.to, test.value), func(t *testing.T) {
			old := Table{Name: "hubspot_things", Key: []string{"id"}, Columns: columns("id VARCHAR, value " + test.from)}
			table := Table{Name: "hubspot_things", Key: []string{"id"}, Columns: columns("id VARCHAR, value " + test.to)}
			value := test.value
			if value[0] == '{' {
				value = "'" + value + "'"
			}
			table.Sources = []TableSource{{Source: "crm", Files: []string{parquetOf(t, old, "old", "id value _load_id\na "+value+" 01A")}}}
			db, err := load(t, table)
			if err != nil {
				t.Fatal(err)
			}
			diff(t, show(t, db.conn, "SELECT value FROM raw.hubspot_things"), lines(test.want))
			extra := "-"
			if test.extra != "" {
				extra = test.extra
			}
			if got := show(t, db.conn, "SELECT _extra FROM raw.hubspot_things"); len(got) != 1 || got[0] != extra {
				t.Errorf("_extra is %s, want %s", got, extra)
			}
		})
	}
}

// TestDriftOfAStream: three ages of one stream read as one table; what was dropped
// or renamed is in _extra beside what was there, and nothing is said twice.
func TestDriftOfAStream(t *testing.T) {
	t.Parallel()
	ages := []Table{
		{Key: []string{"id"}, Columns: columns("id BIGINT, owner VARCHAR, size BIGINT, amount DECIMAL(18,6)")},
		{Key: []string{"id"}, Columns: columns("id VARCHAR, owner VARCHAR, size VARCHAR, plan VARCHAR")},
		{Key: []string{"id"}, Columns: columns("id VARCHAR, owner_id VARCHAR, size VARCHAR, plan VARCHAR")},
	}
	rows := []string{`
		id owner size amount  _load_id _seq _extra
		1  ann   10   1.5     01A      0    -
		2  bob   20   -       01A      1    '{"note":"x","owner":"robert"}'
		3  -     30   0.25    01A      2    '{}'`, `
		id owner size  plan   _load_id _seq _extra
		3  cy    large gold   01B      0    '{"amount":7}'
		4  dee   -     -      01B      1    -`, `
		id owner_id size  plan   _load_id _seq _extra
		4  9        small silver 01C      0    -`}
	table := ages[2]
	table.Name = "hubspot_things"
	var files []string
	for i, text := range rows {
		files = append(files, parquetOf(t, ages[i], fmt.Sprint(i), text))
	}
	table.Sources = []TableSource{{Source: "crm", Files: files}}
	db, err := load(t, table)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, show(t, db.conn, "SELECT id, owner_id, size, plan, _extra FROM raw.hubspot_things ORDER BY id"), lines(`
		1 - 10    -      '{"owner":"ann","amount":1.5}'
		2 - 20    -      '{"note":"x","owner":"robert"}'
		3 - large gold   '{"amount":7,"owner":"cy"}'
		4 9 small silver -`))
}

// A folder's name is no column, whatever it looks like.
func TestFoldersAreNoColumns(t *testing.T) {
	t.Parallel()
	table := Table{Name: "hubspot_things", Key: []string{"id"}, Columns: columns("id VARCHAR")}
	dir := filepath.Join(t.TempDir(), "load=01A")
	if err := os.Mkdir(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "part-00000.parquet")
	writeParquet(t, path, table, []string{"id"}, [][]string{{"a"}}, 0)
	table.Sources = []TableSource{{Source: "crm", Files: []string{path}}}
	db, err := load(t, table)
	if err != nil {
		t.Fatal(err)
	}
	diff(t, show(t, db.conn, "SELECT id, _extra FROM raw.hubspot_things"), lines("a -"))
}
