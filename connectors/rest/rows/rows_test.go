package rows_test

import (
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

var loadedAt = time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)

// load adds every record and returns the landed rows as maps from column to
// the value's text; nulls are absent.
func load(t *testing.T, s connectors.Stream, records []string, drop ...string) ([]map[string]string, *rows.Writer) {
	t.Helper()
	var landed []map[string]string
	sink := func(batch arrow.Record) error {
		if !batch.Schema().Equal(connectors.Schema(s)) {
			t.Errorf("schema\n got %v\nwant %v", batch.Schema(), connectors.Schema(s))
		}
		landed = append(landed, texts(batch)...)
		return nil
	}
	w, err := rows.New(s, connectors.Request{LoadID: "L1", LoadedAt: loadedAt}, sink, drop...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Release)
	var p fastjson.Parser
	for _, r := range records {
		v, err := p.Parse(r)
		if err != nil {
			t.Fatalf("parse %s: %v", r, err)
		}
		if err := w.Add(v, false); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return landed, w
}

func texts(batch arrow.Record) []map[string]string {
	out := make([]map[string]string, batch.NumRows())
	for i := range out {
		out[i] = map[string]string{}
		for c, f := range batch.Schema().Fields() {
			if col := batch.Column(c); col.IsValid(i) {
				out[i][f.Name] = col.ValueStr(i)
			}
		}
	}
	return out
}

// declared leaves only the declared columns and _extra.
func declared(row map[string]string) map[string]string {
	for _, c := range []string{"_load_id", "_loaded_at", "_seq", "_deleted"} {
		delete(row, c)
	}
	return row
}

func one(t *testing.T, typ connectors.Type, value string) (map[string]string, int64) {
	t.Helper()
	s := connectors.Stream{Name: "s", Key: []string{"id"}, Columns: []connectors.Column{
		{Name: "id", Type: connectors.String}, {Name: "v", Type: typ}}}
	got, w := load(t, s, []string{`{"id":"a","v":` + value + `}`})
	row := declared(got[0])
	delete(row, "id")
	return row, w.Invalid()
}

var nested = connectors.Stream{Name: "deals", Key: []string{"id"}, Columns: []connectors.Column{
	{Name: "id", Type: connectors.String},
	{Name: "name", Type: connectors.String, Path: "properties.dealname"},
	{Name: "amount", Type: connectors.Decimal, Path: "properties.amount"},
	{Name: "reply", Type: connectors.Int, Path: "metric.reply.calendar"},
}}

func TestExtraKeepsTheRecordsShape(t *testing.T) {
	cases := []struct{ name, record, extra string }{
		{"nothing undeclared", `{"id":"1","properties":{"dealname":"x","amount":"5"}}`, ""},
		{"undeclared at the top", `{"id":"1","link":{"a":[1]},"gone":null}`, `{"link":{"a":[1]}}`},
		{"a declared column's sibling", `{"id":"1","properties":{"dealname":"x","tier":"gold"}}`, `{"properties":{"tier":"gold"}}`},
		{"deep sibling", `{"id":"1","metric":{"reply":{"calendar":1,"business":2},"id":7}}`, `{"metric":{"id":7,"reply":{"business":2}}}`},
		{"null where an object was", `{"id":"1","properties":null}`, ""},
		{"text where an object was", `{"id":"1","properties":"none"}`, `{"properties":"none"}`},
		{"unfitting beside undeclared", `{"id":"1","properties":{"amount":"a lot","x":1}}`, `{"properties":{"x":1,"amount":"a lot"}}`},
		{"left out", `{"id":"1","url":"https://x","raw":{"secret":1}}`, ""},
		{"hostile name", `{"id":"1","a\"\u0001b":1}`, `{"a\"\u0001b":1}`},
		{"a name twice: the last wins", `{"id":"1","id":"2"}`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			// The same writer sees a usual record first, as it does in life.
			got, _ := load(t, nested, []string{`{"id":"0","properties":{"dealname":"first","amount":"1"}}`, c.record}, "url", "raw")
			if extra := got[1]["_extra"]; extra != c.extra {
				t.Errorf("_extra\n got %s\nwant %s", extra, c.extra)
			}
		})
	}
}

func TestBookkeeping(t *testing.T) {
	got, w := load(t, nested, []string{`{"id":"1"}`, `{}`, `{"id":"3"}`})
	want := []map[string]string{
		{"id": "1", "_load_id": "L1", "_seq": "0", "_deleted": "false"},
		{"id": "3", "_load_id": "L1", "_seq": "1", "_deleted": "false"},
	}
	for _, row := range got {
		if !strings.HasPrefix(row["_loaded_at"], "2026-03-01") {
			t.Errorf("_loaded_at = %s", row["_loaded_at"])
		}
		delete(row, "_loaded_at")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if w.Rows() != 2 || w.Invalid() != 0 || w.Rejected() != 1 {
		t.Errorf("rows %d, invalid %d, rejected %d; want 2, 0, 1", w.Rows(), w.Invalid(), w.Rejected())
	}
}

func TestBatchesAreBounded(t *testing.T) {
	s := connectors.Stream{Name: "s", Key: []string{"id"}, Columns: []connectors.Column{{Name: "id", Type: connectors.String}}}
	cases := []struct {
		name string
		id   string
		n    int
		want []int64
	}{
		{"by rows", "x", 2*connectors.BatchRows + 1, []int64{8192, 8192, 1}},
		{"by bytes", strings.Repeat("x", rows.BatchBytes/2), 5, []int64{2, 2, 1}},
		{"one great row", strings.Repeat("x", 2*rows.BatchBytes), 2, []int64{1, 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []int64
			w, err := rows.New(s, connectors.Request{}, func(b arrow.Record) error { got = append(got, b.NumRows()); return nil })
			if err != nil {
				t.Fatal(err)
			}
			v := fastjson.MustParse(`{"id":"` + c.id + `"}`)
			for range c.n {
				if err := w.Add(v, true); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNewRefusesPathsInsideEachOther(t *testing.T) {
	for _, columns := range [][]connectors.Column{
		{{Name: "a", Path: "x"}, {Name: "b", Path: "x.y"}},
		{{Name: "a", Path: "x.y"}, {Name: "b", Path: "x"}},
		{{Name: "a", Path: "x"}, {Name: "b", Path: "x"}},
	} {
		if _, err := rows.New(connectors.Stream{Name: "s", Columns: columns}, connectors.Request{}, nil); err == nil {
			t.Errorf("New(%v) accepted them", columns)
		}
	}
	if _, err := rows.New(connectors.Stream{Name: "s", Key: []string{"id"}}, connectors.Request{}, nil); err == nil {
		t.Error("New accepted a key without a column")
	}
}

func TestDottedNames(t *testing.T) {
	s := connectors.Stream{Name: "s", Columns: []connectors.Column{
		{Name: "account", Type: connectors.String, Path: "properties." + rows.EscapeName("account.id")}}}
	got, _ := load(t, s, []string{`{"properties":{"account.id":"A-1"}}`})
	if got[0]["account"] != "A-1" {
		t.Errorf("got %v", got[0])
	}
}
