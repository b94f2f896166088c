package all_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/parquet/pqarrow"
	"github.com/google/go-cmp/cmp"
	_ "github.com/marcboeker/go-duckdb/v2"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// TestHostileTextSurvivesParquet: whatever bytes a vendor sends, DuckDB reads
// the file that is made of them, and reads the same.
func TestHostileTextSurvivesParquet(t *testing.T) {
	stream := connectors.Stream{Name: "s", Key: []string{"id"}, Columns: []connectors.Column{{Name: "id"}, {Name: "name"}, {Name: "data", Type: connectors.JSON}}}
	great := strings.Repeat("ü", 5<<20)
	cases := []struct{ id, record, name, data, extra string }{
		{"1", "{\"id\":\"1\",\"name\":\"M\xfcller\",\"data\":{\"n\":\"M\xfcller\"}}", "M\uFFFDller", `{"n":"M\\xfcller"}`, `{"name":"M\\xfcller"}`},
		{"2", `{"id":"2","name":"\ud800","data":["\udfff"],"x":"\ud83d"}`, `\ud800`, `["\\udfff"]`, `{"x":"\\ud83d"}`},
		{"3", "{\"id\":\"3\",\"name\":\"a\\u0000b\",\"data\":\"\x00\"}", "a\x00b", `"\u0000"`, ""},
		{"4", "{\"id\":\"4\",\"\xfe\xff\":\"\xc3\"}", "", "", `{"\\xfe\\xff":"\\xc3"}`},
		{"5", `{"id":"5","name":"` + great + `"}`, great, "", ""},
		{"6", `{"id":"6","name":"\ud83d\ude00 \u202e","data":{"\"":"\\"}}`, "😀 \u202e", `{"\"":"\\"}`, ""},
	}
	path := filepath.Join(t.TempDir(), "part.parquet")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := pqarrow.NewFileWriter(connectors.Schema(stream), out, asInTheLake(stream), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	w, err := rows.New(stream, connectors.Request{LoadID: "L1"}, file.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Release()
	for _, c := range cases {
		if err := w.Add(fastjson.MustParse(c.record), false); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, c := range cases {
		var name, data, extra sql.NullString
		var valid bool
		row := db.QueryRow(`SELECT name, data, _extra, (data IS NULL OR json_valid(data)) AND (_extra IS NULL OR json_valid(_extra)) FROM read_parquet(?) WHERE id = ?`, path, c.id)
		if err := row.Scan(&name, &data, &extra, &valid); err != nil {
			t.Fatalf("record %s: %v", c.id, err)
		}
		if diff := cmp.Diff([]string{c.name, c.data, c.extra}, []string{name.String, data.String, extra.String}); diff != "" || !valid {
			t.Errorf("record %s, valid JSON %v\n%.500s", c.id, valid, diff)
		}
	}
}
