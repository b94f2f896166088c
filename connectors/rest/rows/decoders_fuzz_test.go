package rows_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
)

// FuzzNumber: a decimal that lands is the number that was written, rounded at
// most in the seventh place, and an integer is exactly it.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"0", "-0.0000005", "1e18", "999999999999.9999995", "00012", ".5", "5.", "1e-9999999999", "--1", "0x10", "1_000", "９"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 64 || strings.ContainsAny(text, "\"\\") || strings.IndexFunc(text, func(r rune) bool { return r < ' ' }) >= 0 {
			return
		}
		exact, isNumber := new(big.Rat).SetString(text)
		if _, exponent, found := strings.Cut(strings.ToLower(text), "e"); found && len(exponent) > 4 {
			return // too great for math/big
		}
		for _, typ := range []connectors.Type{connectors.Decimal, connectors.Int} {
			got, _ := one(t, typ, `"`+text+`"`)
			if got["v"] == "" {
				continue
			}
			landed, ok := new(big.Rat).SetString(got["v"])
			if !ok || !isNumber {
				t.Fatalf("%q landed as %q", text, got["v"])
			}
			diff := new(big.Rat).Abs(new(big.Rat).Sub(landed, exact))
			if limit := big.NewRat(1, 2_000_000); typ == connectors.Int && diff.Sign() != 0 || diff.Cmp(limit) > 0 {
				t.Errorf("%q landed as %q", text, got["v"])
			}
		}
	})
}

// FuzzTimes: no text may panic the reader of instants, and Instant and Fits
// agree about it.
func FuzzTimes(f *testing.F) {
	for _, seed := range []string{"2026-03-01", "2026-03-01T10:00:00Z", "1767225600", "1767225600123.5", "-62167219200", "2026-03-01T10:00:00.5+14:00", "----------", "2026-00-00", "0000-00-00T", "0000-01-01 00:00:00+0001"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var arena fastjson.Arena
		v := arena.NewString(text)
		at, ok := rows.Instant(v)
		if text != "" && ok != rows.Fits(connectors.Timestamp, v) {
			t.Errorf("%q: Instant says %v", text, ok)
		}
		if ok && (at.Year() < 0 || at.Year() > 9999) {
			t.Errorf("%q is %s", text, at.Format(time.RFC3339))
		}
	})
}

// FuzzPaths: any path can be planned or is refused, and what is planned is found.
func FuzzPaths(f *testing.F) {
	f.Add("a.b", `x\.y`)
	f.Add("", ".")
	f.Add("a", "a.b")
	f.Fuzz(func(t *testing.T, one, two string) {
		stream := connectors.Stream{Name: "s", Columns: []connectors.Column{{Name: "one", Path: one}, {Name: "two", Path: two}}}
		w, err := rows.New(stream, connectors.Request{}, nil)
		if err == nil {
			w.Release()
		}
		for _, path := range []string{one, two} {
			if got := len(rows.SplitPath(path)); got != strings.Count(strings.ReplaceAll(path, `\.`, ""), ".")+1 {
				t.Errorf("%q has %d elements", path, got)
			}
		}
	})
}
