package files_test

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/marcboeker/go-duckdb/v2"
	"pgregory.net/rapid"

	"quarterdeck/config"
)

func duckDB(t testing.TB) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// copyTo has DuckDB write the rows of a query to a Parquet file.
func copyTo(t testing.TB, db *sql.DB, query string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.parquet")
	if _, err := db.Exec(fmt.Sprintf("COPY (%s) TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 2048)", query, path)); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestParquet reads what DuckDB wrote, in every type a column may come in.
func TestParquet(t *testing.T) {
	db := duckDB(t)
	for _, test := range []struct {
		name, table, query string
		spec               config.Table
		want               []map[string]any
		reject             string
	}{
		{name: "types", table: "invoices",
			query: `SELECT 1::UINTEGER AS invoice_id, 'a' AS customer_id, 1234.5::DECIMAL(12,2) AS amount, 0.25::FLOAT AS tax,
				DATE '2026-03-31' AS issued_on, TIMESTAMP '2026-04-30 10:00:00' AS due_on, NULL::VARCHAR AS currency, [1,2] AS tags, {'k': 'v'} AS more`,
			want: []map[string]any{{"invoice_id": "1", "customer_id": "a", "amount": "1234.5", "tax": "0.25", "issued_on": "2026-03-31",
				"due_on": "2026-04-30", "_extra": `{"tags":[1,2]}`}}},
		{name: "big integers, decimals and enums", table: "tickets",
			query: `SELECT 9007199254740993::BIGINT AS ticket_id, TIMESTAMPTZ '2026-03-01 10:00:00.123456+02' AS created_at,
				'high'::ENUM('low','high') AS priority, 3::DECIMAL(4,1) AS reopens, true AS sla_breached`,
			want: []map[string]any{{"ticket_id": "9007199254740993", "created_at": "2026-03-01 08:00:00.123456Z", "priority": "high",
				"reopens": 3.0, "sla_breached": true}}},
		{name: "wall clock in a zone", table: "tickets", spec: config.Table{Timezone: "Europe/Berlin"},
			query: `SELECT 't1' AS ticket_id, TIMESTAMP '2026-07-01 14:30:00' AS created_at`,
			want:  []map[string]any{{"ticket_id": "t1", "created_at": "2026-07-01 12:30:00Z"}}},
		{name: "mapped", table: "goals", spec: config.Table{Columns: map[string]string{"goal_id": "Key", "target": "Ziel"}},
			query: `SELECT 'g1' AS "Key", 'NaN'::DOUBLE AS "Ziel"`,
			want:  []map[string]any{{"goal_id": "g1"}}},
		{name: "reject", table: "goals", query: `SELECT 'g1' AS goal_id, 'soon' AS due_on`,
			reject: `t.parquet:1: column due_on: "soon" is not a date; write YYYY-MM-DD`},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.spec.Path = copyTo(t, db, test.query)
			rows, rejects, err := pulled(t, test.table, test.spec)
			if err != nil {
				t.Fatal(err)
			}
			if test.reject == "" {
				if diff := cmp.Diff(test.want, rows); diff != "" || len(rejects) > 0 {
					t.Errorf("rejects %v, rows (-want +got):\n%s", rejects, diff)
				}
			} else if diff := cmp.Diff([]string{test.reject}, rejects); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("many row groups", func(t *testing.T) {
		path := copyTo(t, db, `SELECT 'g' || i AS goal_id, i AS target FROM range(20000) r(i)`)
		rows, err := landed(t, "goals", config.Table{Path: path})
		if err != nil || len(rows) != 20000 || rows[19999]["goal_id"] != "g19999" {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
}

func TestParquetThatIsNone(t *testing.T) {
	whole, err := os.ReadFile(copyTo(t, duckDB(t), `SELECT 'g1' AS goal_id`))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"text": "goal_id\ng1\n", "cut": string(whole[:len(whole)/2]), "empty": ""} {
		if _, err := landed(t, "goals", config.Table{Path: write(t, "g.parquet", content)}); err == nil || !strings.Contains(err.Error(), "g.parquet: it is no whole Parquet file") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	_, err = landed(t, "goals", config.Table{Path: copyTo(t, duckDB(t), `SELECT 1 AS id`)})
	if err == nil || !strings.Contains(err.Error(), "has no column goal_id") {
		t.Errorf("got %v", err)
	}
}

func TestParquetStructInANeededColumn(t *testing.T) {
	_, err := landed(t, "goals", config.Table{Path: copyTo(t, duckDB(t), `SELECT 'g1' AS goal_id, {'a': 1} AS title`)})
	if err == nil || !strings.Contains(err.Error(), "column title holds structs") {
		t.Errorf("got %v", err)
	}
}

// TestSameAsDuckDB reads random CSV files with our reader and with DuckDB's.
func TestSameAsDuckDB(t *testing.T) {
	db, dir := duckDB(t), t.TempDir()
	value := rapid.StringOf(rapid.SampledFrom([]rune("ab ,;\"'\n\t|é€0.")))
	rapid.Check(t, func(rt *rapid.T) {
		path := filepath.Join(dir, "g.csv")
		out, err := os.Create(path)
		if err != nil {
			rt.Fatal(err)
		}
		w := csv.NewWriter(out)
		w.Write([]string{"goal_id", "title", "owner"})
		for i := range rapid.IntRange(1, 8).Draw(rt, "rows") {
			w.Write([]string{fmt.Sprintf("g%02d", i), value.Draw(rt, "title"), value.Draw(rt, "owner")})
		}
		w.Flush()
		out.Close()
		rows, err := landed(t, "goals", config.Table{Path: path})
		if err != nil {
			rt.Fatal(err)
		}
		var ours, theirs []string
		for _, row := range rows {
			ours = append(ours, fmt.Sprintf("%v|%v|%v", row["goal_id"], orEmpty(row["title"]), orEmpty(row["owner"])))
		}
		found, err := db.Query(`SELECT goal_id, coalesce(title, ''), coalesce(owner, '') FROM
			read_csv(?, header = true, delim = ',', quote = '"', escape = '"', all_varchar = true, strict_mode = false, auto_detect = false,
				columns = {'goal_id': 'VARCHAR', 'title': 'VARCHAR', 'owner': 'VARCHAR'}) ORDER BY goal_id`, path)
		if err != nil {
			rt.Fatal(err)
		}
		defer found.Close()
		for found.Next() {
			var id, title, owner string
			if err := found.Scan(&id, &title, &owner); err != nil {
				rt.Fatal(err)
			}
			theirs = append(theirs, id+"|"+title+"|"+owner)
		}
		if diff := cmp.Diff(theirs, ours); diff != "" {
			rt.Fatalf("DuckDB (-) and we (+) differ:\n%s", diff)
		}
	})
}

func orEmpty(v any) string {
	if v == nil {
		return ""
	}
	return v.(string)
}
