package wording

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"quarterdeck/reports"
)

// categories are the plural forms a file may give, as Unicode names them.
func categories() map[string]plural.Form {
	return map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other}
}

// text is a pattern, or one for each plural form.
type text struct {
	forms map[plural.Form]string
	by    string // the argument that chooses; "" for a single pattern
}

// pattern is the form that fits the facts; a form the file leaves out is other.
func (t text) pattern(tag language.Tag, args reports.Args) string {
	if t.by != "" {
		if v, counted := countOf(args[t.by]); counted {
			if p, ok := t.forms[category(tag, v)]; ok {
				return p
			}
		}
	}
	return t.forms[plural.Other]
}

func countOf(v any) (float64, bool) {
	switch n := v.(type) {
	case reports.Count:
		return float64(n), true
	case reports.Told:
		return n.V, n.OK()
	}
	return 0, false
}

// category is the plural form of a number as it is printed: 1.04 reads 1, and 1.5
// is one in French but not in English.
func category(tag language.Tag, v float64) plural.Form {
	v = math.Abs(v)
	decimals := 1
	if v >= 10 {
		decimals = 0
	}
	whole, frac, _ := strings.Cut(strconv.FormatFloat(v, 'f', decimals, 64), ".")
	frac = strings.TrimRight(frac, "0")
	if len(whole) > 6 { // the rules look at the last six digits, and whether there are more
		whole = "1" + whole[len(whole)-6:]
	}
	i, _ := strconv.Atoi(whole)
	f, _ := strconv.Atoi(frac)
	return plural.Cardinal.MatchPlural(tag, i, len(frac), len(frac), f, f)
}
