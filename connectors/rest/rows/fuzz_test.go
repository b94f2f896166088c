package rows_test

import (
	"encoding/json"
	"math/big"
	"regexp"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/valyala/fastjson"
	"pgregory.net/rapid"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

var everyType = connectors.Stream{Name: "s", Key: []string{"a"}, Columns: []connectors.Column{
	{Name: "a", Type: connectors.String}, {Name: "b", Type: connectors.Int}, {Name: "c", Type: connectors.Float, Path: "o.c"},
	{Name: "d", Type: connectors.Decimal, Path: "o.d"}, {Name: "e", Type: connectors.Bool}, {Name: "f", Type: connectors.Timestamp},
	{Name: "g", Type: connectors.Millis}, {Name: "h", Type: connectors.Date}, {Name: "i", Type: connectors.JSON},
}}

// FuzzWriter: no record, however broken, may panic, shift a column or put
// text into a JSON column that is not JSON.
func FuzzWriter(f *testing.F) {
	for _, seed := range []string{
		`{"a":"x","b":1,"o":{"c":1.5,"d":"2.25","x":[]},"e":true,"f":"2026-01-01T00:00:00Z","g":1767225600123,"h":"2026-01-01","i":{"k":["v"]}}`,
		`{"a":"\ud800","i":"\q","o":3,"z":NaN,"f":"2026-99-99"}`, `{"a":1,"a":{"b":1},"a":null}`, `{}`, `{"a":-}`,
		"{\"i\":\"\xff\x00\",\"\xfe\":\"\\u0000\"}", `{"d":1e999999999999,"o":{"d":00012.50e-3}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var p fastjson.Parser
		v, err := p.Parse(text)
		if err != nil || v.Type() != fastjson.TypeObject {
			return
		}
		sink := func(batch arrow.Record) error {
			for _, name := range []string{"i", "_extra"} {
				col := batch.Column(batch.Schema().FieldIndices(name)[0])
				for i := range int(batch.NumRows()) {
					if text := col.ValueStr(i); col.IsValid(i) && !json.Valid([]byte(text)) {
						t.Errorf("%s is not JSON: %q", name, text)
					}
				}
			}
			if col := batch.Column(0); col.IsValid(0) && !utf8.ValidString(col.ValueStr(0)) {
				t.Errorf("text is not UTF-8: %q", col.ValueStr(0))
			}
			return nil
		}
		w, err := rows.New(everyType, connectors.Request{LoadedAt: loadedAt}, sink)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := w.Add(v, false); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	})
}

var strict = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// FuzzInstant: what time.Parse reads as RFC 3339 must be read the same.
func FuzzInstant(f *testing.F) {
	for _, seed := range []string{"2026-03-01T10:00:00Z", "1900-02-28T23:59:59.999999999+14:00", "2000-02-29T00:00:00-00:01",
		"0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-03-01T10:00:00,5Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		// time.Parse is laxer than the RFC: it takes hours of one digit, commas and
		// offsets of a day.
		want, err := time.Parse(time.RFC3339Nano, text)
		if err != nil || !strict.MatchString(text) {
			return
		}
		if year := want.UTC().Year(); year < 0 || year > 9999 {
			if rows.Fits(connectors.Timestamp, new(fastjson.Arena).NewString(text)) {
				t.Errorf("%s fits, and is in the year %d", text, year)
			}
			return
		}
		got := instant(t, text)
		// Fractions are cut off towards the past in both.
		if !got.Equal(want.Truncate(time.Microsecond)) {
			t.Errorf("%s: got %s, want %s", text, got, want.UTC())
		}
	})
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	s := connectors.Stream{Name: "s", Columns: []connectors.Column{{Name: "v", Type: connectors.Timestamp}}}
	var got time.Time
	w, err := rows.New(s, connectors.Request{}, func(b arrow.Record) error {
		if b.Column(0).IsNull(0) {
			t.Errorf("%s does not fit", text)
			return nil
		}
		got = b.Column(0).(interface {
			Value(int) arrow.Timestamp
		}).Value(0).ToTime(arrow.Microsecond)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var a fastjson.Arena
	o := a.NewObject()
	o.Set("v", a.NewString(text))
	if err := w.Add(o, false); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestDecimalAgreesWithRationals checks decimals against math/big.
func TestDecimalAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,8})?(e-?[0-3])?`).Draw(rt, "number")
		exact, ok := new(big.Rat).SetString(text)
		if !ok {
			rt.Fatalf("big.Rat refuses %q", text)
		}
		got, _ := one(t, connectors.Decimal, text)
		scaled := new(big.Rat).Mul(exact, big.NewRat(1_000_000, 1))
		if limit := big.NewRat(999_999_999_999_999_999, 1); new(big.Rat).Abs(scaled).Cmp(limit) > 0 {
			if got["v"] != "" {
				rt.Fatalf("%s does not fit but gave %s", text, got["v"])
			}
			return
		}
		landed, ok := new(big.Rat).SetString(got["v"])
		if !ok {
			rt.Fatalf("%s gave %v", text, got)
		}
		// FloatString rounds half away from zero, as the column must.
		if want := exact.FloatString(6); landed.FloatString(6) != want {
			rt.Errorf("%s: got %s, want %s", text, landed.FloatString(6), want)
		}
		if rounded := landed.Cmp(exact) != 0; rounded != (got["_extra"] != "") {
			rt.Errorf("%s: rounded %v but _extra %q", text, rounded, got["_extra"])
		}
	})
}
