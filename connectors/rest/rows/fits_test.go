package rows_test

import (
	"fmt"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/valyala/fastjson"
	"pgregory.net/rapid"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// TestFitsSaysWhatAddDoes: Fits and Add must never disagree about a value.
func TestFitsSaysWhatAddDoes(t *testing.T) {
	values := rapid.OneOf(
		rapid.SampledFrom([]string{`null`, `true`, `"true"`, `"TRUE"`, `""`, `"x"`, `0`, `-1`, `1e3`, `1.5`, `"1.5"`, `"1,5"`, `9007199254740993`,
			`"2026-02-30"`, `"2026-02-28"`, `"2026-02-28T10:00:00Z"`, `"2026-02-28T25:00:00Z"`, `1767225600`, `99999999999999999999`, `{}`, `[1]`, `"0x10"`}),
		rapid.Custom(func(t *rapid.T) string {
			return fmt.Sprintf("%q", rapid.StringMatching(`[0-9eE.+\-: TZ]{0,12}`).Draw(t, "text"))
		}),
		rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.Float64Range(-1e15, 1e15).Draw(t, "number")) }),
	)
	rapid.Check(t, func(rt *rapid.T) {
		typ := connectors.Type(rapid.IntRange(int(connectors.String), int(connectors.JSON)).Draw(rt, "type"))
		text := values.Draw(rt, "value")
		record := fastjson.MustParse(`{"k":"1","v":` + text + `}`)
		stream := connectors.Stream{Name: "s", Key: []string{"k"}, Columns: []connectors.Column{{Name: "k"}, {Name: "v", Type: typ}}}
		w, err := rows.New(stream, connectors.Request{}, func(arrow.Record) error { return nil })
		if err != nil {
			rt.Fatal(err)
		}
		defer w.Release()
		if err := w.Add(record, false); err != nil {
			rt.Fatal(err)
		}
		if added, fits := w.Invalid() == 0, rows.Fits(typ, record.Get("v")); added != fits {
			rt.Fatalf("type %d, value %s: Add accepts: %t, Fits says %t", typ, text, added, fits)
		}
	})
}
