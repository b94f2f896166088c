package rows_test

import (
	"encoding/json"
	"fmt"
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

func TestValues(t *testing.T) {
	cases := []struct {
		typ   connectors.Type
		json  string
		want  string // of the column; "" is null
		extra string
	}{
		{connectors.String, `"héllo"`, "héllo", ""},
		{connectors.String, `"a\"b\u00e9\n"`, "a\"bé\n", ""},
		{connectors.String, `9007199254740993`, "9007199254740993", ""},
		{connectors.String, `1.50`, "1.50", ""},
		{connectors.String, `true`, "true", ""},
		{connectors.String, `null`, "", ""},
		{connectors.String, `{"a":1}`, "", `{"v":{"a":1}}`},
		{connectors.String, "\"a\xffb\"", "a\uFFFDb", ""},
		{connectors.Int, `9007199254740993`, "9007199254740993", ""},
		{connectors.Int, `-9223372036854775808`, "-9223372036854775808", ""},
		{connectors.Int, `9223372036854775807`, "9223372036854775807", ""},
		{connectors.Int, `9223372036854775808`, "", `{"v":9223372036854775808}`},
		{connectors.Int, `"42"`, "42", ""},
		{connectors.Int, `12.0`, "12", ""},
		{connectors.Int, `1.2e1`, "12", ""},
		{connectors.Int, `12.5`, "", `{"v":12.5}`},
		{connectors.Int, `""`, "", ""},
		{connectors.Int, `"abc"`, "", `{"v":"abc"}`},
		{connectors.Int, `true`, "", `{"v":true}`},
		{connectors.Float, `0.1`, "0.1", ""},
		{connectors.Float, `"0.95"`, "0.95", ""},
		{connectors.Float, `NaN`, "", `{"v":"NaN"}`},
		{connectors.Float, `1e999`, "", `{"v":1e999}`},
		{connectors.Float, `"0x10"`, "", `{"v":"0x10"}`},
		{connectors.Bool, `true`, "true", ""},
		{connectors.Bool, `"false"`, "false", ""},
		{connectors.Bool, `1`, "", `{"v":1}`},
		{connectors.JSON, `{ "b" : [1, 2.50, "x\n\u00e9"] }`, `{"b":[1,2.50,"x\n\u00e9"]}`, ""},
		{connectors.JSON, `"text"`, `"text"`, ""},
		{connectors.JSON, `null`, "", ""},
		{connectors.JSON, "[\"a\xff\", \"\\ud800\", NaN, \"\\q\"]", "[\"a\uFFFD\",\"\\\\ud800\",\"NaN\",\"\\\\q\"]", ""},
	}
	for _, c := range cases {
		t.Run(fmt.Sprintf("%s into %s", c.json, c.typ.DuckDB()), func(t *testing.T) {
			got, invalid := one(t, c.typ, c.json)
			if got["v"] != c.want || got["_extra"] != c.extra {
				t.Errorf("got %q, _extra %q; want %q, %q", got["v"], got["_extra"], c.want, c.extra)
			}
			if (invalid > 0) != (c.extra != "") {
				t.Errorf("invalid = %d", invalid)
			}
			if c.typ == connectors.JSON && got["v"] != "" && !json.Valid([]byte(got["v"])) {
				t.Errorf("%q is not JSON", got["v"])
			}
		})
	}
}

func TestDecimalIsExact(t *testing.T) {
	cases := []struct{ json, want, extra string }{
		{`"1234.56"`, "1234.56", ""},
		{`0.1`, "0.1", ""},
		{`-0.000001`, "-1e-06", ""}, // as arrow prints it,
		{`999999999999.999999`, "999999999999.999999", ""},
		{`1000000000000`, "", `{"v":1000000000000}`},
		{`1.5e3`, "1500", ""},
		{`15e-1`, "1.5", ""},
		{`1e-400`, "0", `{"v":1e-400}`},
		{`1e400`, "", `{"v":1e400}`},
		{`"1.2345675"`, "1.234568", `{"v":"1.2345675"}`},
		{`"-1.2345675"`, "-1.234568", `{"v":"-1.2345675"}`},
		{`"1,5"`, "", `{"v":"1,5"}`},
		{`"."`, "", `{"v":"."}`},
		{`"1.2.3"`, "", `{"v":"1.2.3"}`},
		{`""`, "", ""},
	}
	for _, c := range cases {
		t.Run(c.json, func(t *testing.T) {
			got, _ := one(t, connectors.Decimal, c.json)
			if got["v"] != c.want || got["_extra"] != c.extra {
				t.Errorf("got %q, _extra %q; want %q, %q", got["v"], got["_extra"], c.want, c.extra)
			}
		})
	}
}

func TestInstants(t *testing.T) {
	cases := []struct {
		typ        connectors.Type
		json, want string
	}{
		{connectors.Timestamp, `"2026-03-01T10:00:00.123Z"`, "2026-03-01 10:00:00.123"},
		{connectors.Timestamp, `"2026-03-01T10:00:00.1234567+02:00"`, "2026-03-01 08:00:00.123456"},
		{connectors.Timestamp, `"2026-03-01 10:00:00.5"`, "2026-03-01 10:00:00.5"},
		{connectors.Timestamp, `"2026-03-01"`, "2026-03-01 00:00:00"},
		{connectors.Timestamp, `"2024-02-29T23:59:59-0530"`, "2024-03-01 05:29:59"},
		{connectors.Timestamp, `"0001-01-01T00:00:00Z"`, "0001-01-01 00:00:00"},
		{connectors.Timestamp, `"9999-12-31T23:59:59.999999Z"`, "9999-12-31 23:59:59.999999"},
		{connectors.Timestamp, `1767225600`, "2026-01-01 00:00:00"},
		{connectors.Timestamp, `1767225600.5`, "2026-01-01 00:00:00.5"},
		{connectors.Timestamp, `1767225600123`, "2026-01-01 00:00:00.123"},
		{connectors.Timestamp, `253402300799`, "9999-12-31 23:59:59"},
		{connectors.Timestamp, `"1767225600123"`, "2026-01-01 00:00:00.123"},
		{connectors.Millis, `1767225600123`, "2026-01-01 00:00:00.123"},
		{connectors.Millis, `0`, "1970-01-01 00:00:00"},
		{connectors.Date, `"2026-03-01"`, "2026-03-01"},
		{connectors.Date, `"1969-12-31T23:00:00Z"`, "1969-12-31"},
		{connectors.Date, `-1`, "1969-12-31"},
		{connectors.Timestamp, `"2026-02-30T00:00:00Z"`, ""},
		{connectors.Timestamp, `"2026-13-01T00:00:00Z"`, ""},
		{connectors.Timestamp, `"2026-03-01T24:00:00Z"`, ""},
		{connectors.Timestamp, `"2026-03-01T10:00:00.Z"`, ""},
		{connectors.Timestamp, `"2026-03-01T10:00:00 CET"`, ""},
		{connectors.Timestamp, `"yesterday"`, ""},
		{connectors.Timestamp, `9223372036854775807`, ""},
		{connectors.Timestamp, `"2026-03"`, ""},
	}
	for _, c := range cases {
		t.Run(c.json+" "+c.typ.DuckDB(), func(t *testing.T) {
			got, invalid := one(t, c.typ, c.json)
			text := strings.TrimSuffix(strings.TrimRight(strings.Replace(got["v"], "T", " ", 1), "Z"), "+0000")
			if text != c.want || (invalid == 0) != (c.want != "") {
				t.Errorf("got %q (%v), %d invalid; want %q", text, got, invalid, c.want)
			}
		})
	}
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
		{"no key", `{"properties":{"dealname":"x"},"link":1}`, `{"properties":{"dealname":"x"},"link":1}`},
		{"unfitting key", `{"id":["1"]}`, `{"id":["1"]}`},
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
		{"_load_id": "L1", "_seq": "1", "_deleted": "false", "_extra": "{}"},
		{"id": "3", "_load_id": "L1", "_seq": "2", "_deleted": "false"},
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
	if w.Rows() != 3 || w.Invalid() != 1 {
		t.Errorf("rows %d, invalid %d; want 3, 1", w.Rows(), w.Invalid())
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
