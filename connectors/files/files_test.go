package files_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/files"
)

// landed is what one pull handed over: each row as JSON, without the columns
// that only name the load. A rejected row makes an error of its place and reason.
func landed(t *testing.T, table string, spec config.Table) ([]map[string]any, error) {
	t.Helper()
	rows, rejects, err := pulled(t, table, spec)
	for _, r := range rejects {
		err = errors.Join(err, fmt.Errorf("rejected %s", r))
	}
	return rows, err
}

// pulled is as landed, with the rejected rows as "file:line: reason".
func pulled(t testing.TB, table string, spec config.Table) (out []map[string]any, rejects []string, err error) {
	t.Helper()
	source, err := files.New(config.Source{Name: "team", Type: "files", Tables: map[string]config.Table{table: spec}})
	if err != nil {
		return nil, nil, err
	}
	reject := func(r connectors.Reject) error {
		rejects = append(rejects, filepath.Base(r.Place)+": "+r.Reason)
		return nil
	}
	result, err := source.Pull(context.Background(), connectors.Request{Stream: table, LoadID: "L", LoadedAt: time.Unix(0, 0), Reject: reject},
		func(batch arrow.Record) error {
			text, err := array.RecordToStructArray(batch).MarshalJSON()
			if err != nil {
				return err
			}
			var rows []map[string]any
			if err := json.Unmarshal(text, &rows); err != nil {
				return err
			}
			for _, row := range rows {
				for name, value := range row {
					if value == nil || slices.Contains([]string{"_load_id", "_loaded_at", "_seq", "_deleted"}, name) {
						delete(row, name)
					}
				}
				out = append(out, row)
			}
			return nil
		})
	if err == nil && (int(result.Rows) != len(out) || int(result.Rejected) != len(rejects)) {
		t.Errorf("the result counts %d rows and %d rejects, there were %d and %d", result.Rows, result.Rejected, len(out), len(rejects))
	}
	return out, rejects, err
}

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLands(t *testing.T) {
	tests := []struct {
		name, table, file, text string
		columns                 map[string]string
		want                    []map[string]any
	}{
		{
			name: "CSV", table: "goals", file: "g.csv",
			text: "goal_id,customer_id,title,target,due_on\ng1,42,\"Cut \"\"wait\"\", twice\",0.5,2026-03-31\ng2,42,,,\n",
			want: []map[string]any{
				{"goal_id": "g1", "customer_id": "42", "title": `Cut "wait", twice`, "target": 0.5, "due_on": "2026-03-31"},
				{"goal_id": "g2", "customer_id": "42"},
			},
		},
		{
			name: "CSV with a byte order mark, mapped columns and a money column", table: "invoices", file: "i.csv",
			text:    "\xef\xbb\xbfNo,customer_id,Net\nR-1,42,19.35\n",
			columns: map[string]string{"invoice_id": "No", "amount": "Net"},
			want:    []map[string]any{{"invoice_id": "R-1", "customer_id": "42", "amount": "19.35"}},
		},
		{
			name: "JSONL", table: "notes", file: "n.jsonl",
			text:    "{\"note_id\":\"n1\",\"who\":\"Kim\",\"written_on\":\"2026-01-02\"}\n\n{\"note_id\":\"n2\"}\n",
			columns: map[string]string{"author": "who"},
			want:    []map[string]any{{"note_id": "n1", "author": "Kim", "written_on": "2026-01-02"}, {"note_id": "n2"}},
		},
		{
			name: "unknown columns are kept", table: "customers", file: "c.csv",
			text: "customer_id,name,tier\n1,Łódź Solar,gold\n",
			want: []map[string]any{{"customer_id": "1", "name": "Łódź Solar", "_extra": `{"tier":"gold"}`}},
		},
		{
			name: "a row repeated", table: "goals", file: "g.csv", text: "goal_id,title\ng1,a\ng1,a\n",
			want: []map[string]any{{"goal_id": "g1", "title": "a"}, {"goal_id": "g1", "title": "a"}},
		},
		{
			name: "only a header", table: "goals", file: "g.csv", text: "goal_id\n", want: nil,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := landed(t, test.table, config.Table{Path: write(t, test.file, test.text), Columns: test.columns})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusesWithPlaceAndMend(t *testing.T) {
	tests := []struct {
		name, table, file, text string
		columns                 map[string]string
		delimiter               string
		want                    string
	}{
		{name: "no day", table: "goals", file: "g.csv", text: "goal_id,due_on\ng1,2026-01-01\ng2,soon\n",
			want: `g.csv:3: column due_on: "soon" is not a date; write YYYY-MM-DD`},
		{name: "no number", table: "goals", file: "g.csv", text: "goal_id,target\ng1,\"1,5\"\n",
			want: `g.csv:2: column target: "1,5" is not a number with a decimal point`},
		{name: "decimal comma", table: "invoices", file: "i.csv", text: "invoice_id;customer_id;amount\ni1;c1;1.295,84\n", delimiter: ";",
			want: `i.csv:2: column amount: "1.295,84" is not a number with a decimal point; if 1.234,56 is how numbers are written, set decimal_comma: true`},
		{name: "day in German", table: "goals", file: "g.csv", text: "goal_id,due_on\ng1,31.12.2026\n",
			want: `g.csv:2: column due_on: "31.12.2026" is not a date; write YYYY-MM-DD, or say how days are written, such as date_format: DD.MM.YYYY`},
		{name: "key twice", table: "goals", file: "g.csv", text: "goal_id,title\ng1,a\ng2,b\ng1,c\n",
			want: `g.csv:2 has the same goal_id with other values; give every row its own`},
		{name: "double key twice", table: "exchange_rates", file: "r.jsonl", text: "{\"currency\":\"EUR\",\"month\":\"2026-01-01\",\"rate\":1.1}\n{\"currency\":\"EUR\",\"month\":\"2026-01-01\",\"rate\":1.2}\n",
			want: `r.jsonl:1 has the same currency and month with other values`},
		{name: "no key", table: "goals", file: "g.csv", text: "goal_id,title\ng1,a\n,b\n",
			want: `g.csv:3: column goal_id is empty; every row needs it`},
		{name: "no key column", table: "goals", file: "g.csv", text: "id,title\ng1,a\n",
			want: `g.csv:1: the header has no column goal_id; goals needs it`},
		{name: "no column it cannot do without", table: "subscription_periods", file: "p.csv", text: "subscription_id,start_date,customer_id\n",
			want: `p.csv:1: the header has no column mrr; subscription_periods needs it`},
		{name: "semicolons", table: "goals", file: "g.csv", text: "goal_id;title\ng1;a\n", want: `if another character separates the columns, say so: delimiter: ";"`},
		{name: "no mapped column", table: "goals", file: "g.csv", text: "goal_id\ng1\n", columns: map[string]string{"title": "Titel"},
			want: `g.csv:1: the header has no column Titel, which the config maps to title`},
		{name: "mapped column misspelt beside one of our name", table: "goals", file: "g.csv", text: "goal_id,title\ng1,a\n", columns: map[string]string{"title": "Titel"},
			want: `g.csv:1: the header has no column Titel, which the config maps to title`},
		{name: "mapped columns and semicolons", table: "goals", file: "g.csv", text: "Nr;Titel\ng1;a\n", columns: map[string]string{"goal_id": "Nr", "title": "Titel"},
			want: `the header has no column Nr, which the config maps to goal_id; if another character separates the columns, say so: delimiter: ";"`},
		{name: "open quote", table: "goals", file: "g.csv", text: "goal_id,title\ng1,\"open\ng2,b\n", want: `g.csv:2: a quote of this row is not closed`},
		{name: "column twice", table: "goals", file: "g.csv", text: "goal_id,title,title\n",
			want: `g.csv:1: two columns are title`},
		{name: "short row", table: "goals", file: "g.csv", text: "goal_id,title\ng1\n", want: `g.csv:2: the row has 1 columns, the header 2; quote values that hold the separator`},
		{name: "latin-1", table: "goals", file: "g.csv", text: "goal_id,title\ng1,M\xfcller\n", want: `g.csv:2: column title is not UTF-8; save the file as UTF-8, or name its encoding`},
		{name: "empty file", table: "goals", file: "g.csv", text: "", want: "the file is empty"},
		{name: "broken JSON", table: "goals", file: "g.jsonl", text: "{\"goal_id\":\"g1\"}\n{\"goal_id\":\n", want: "g.jsonl:2: not a JSON object"},
		{name: "kind of file", table: "goals", file: "g.xlsx", text: "x", want: "its name must end in .csv, .jsonl"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := landed(t, test.table, config.Table{Path: write(t, test.file, test.text), Columns: test.columns, Delimiter: test.delimiter})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestRefusesConfig(t *testing.T) {
	for want, tables := range map[string]map[string]config.Table{
		"table goals has no path":   {"goals": {}},
		"unknown table goalz":       {"goalz": {Path: "g.csv"}},
		"goals has no column titel": {"goals": {Path: "g.csv", Columns: map[string]string{"titel": "Titel"}}},
	} {
		if _, err := files.New(config.Source{Name: "team", Tables: tables}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	source, err := files.New(config.Source{Name: "team", Tables: map[string]config.Table{"goals": {Path: filepath.Join(t.TempDir(), "*.csv")}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := source.Check(context.Background(), ""); err == nil || !strings.Contains(err.Error(), "no file matches") {
		t.Errorf("check found %v, want no file matches", err)
	}
}

// TestCheckReadsHeaders: a mapping that does not fit is found before the night.
func TestCheckReadsHeaders(t *testing.T) {
	path := write(t, "t.csv", "ticket_id,opened\nt1,no instant at all\n")
	for created, want := range map[string]string{
		"opened":  "",
		"openned": "t.csv:1: the header has no column openned, which the config maps to created_at",
	} {
		source, err := files.New(config.Source{Name: "desk", Tables: map[string]config.Table{
			"tickets": {Path: path, Columns: map[string]string{"created_at": created}}}})
		if err != nil {
			t.Fatal(err)
		}
		err = source.Check(context.Background(), "")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("column %s: got %v, want %q", created, err, want)
		}
	}
}

// TestNeededColumnsExist: what a table is said to need is one of its columns.
func TestNeededColumnsExist(t *testing.T) {
	for _, s := range files.Streams() {
		var header []string
		for _, c := range s.Columns {
			header = append(header, c.Name)
		}
		if _, err := landed(t, s.Name, config.Table{Path: write(t, "all.csv", strings.Join(header, ",")+"\n")}); err != nil {
			t.Errorf("a file with every column of %s is refused: %v", s.Name, err)
		}
	}
}

// TestColumnsAreSound: every declared stream has its key among its columns and
// no column twice.
func TestColumnsAreSound(t *testing.T) {
	for _, s := range files.Streams() {
		seen := map[string]bool{}
		for _, c := range s.Columns {
			if seen[c.Name] {
				t.Errorf("%s declares %s twice", s.Name, c.Name)
			}
			seen[c.Name] = true
		}
		for _, key := range s.Key {
			if !seen[key] {
				t.Errorf("%s has key %s but no such column", s.Name, key)
			}
		}
	}
}

func TestManyFilesLandInOrder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b", "a", "c"} {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte("goal_id\n"+name+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := landed(t, "goals", config.Table{Path: filepath.Join(dir, "*.csv")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]map[string]any{{"goal_id": "a"}, {"goal_id": "b"}, {"goal_id": "c"}}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}
