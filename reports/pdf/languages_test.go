package pdf

import (
	"strings"
	"testing"
)

// TestPagesAreTidyInEveryLanguage: longer words break no page of any kind of customer,
// on neither paper, and no text is left in braces.
func TestPagesAreTidyInEveryLanguage(t *testing.T) {
	for _, language := range []string{"de", "fr"} {
		for _, letter := range []bool{false, true} {
			r, err := Open(Brand{Language: language, Letter: letter})
			if err != nil {
				t.Fatal(err)
			}
			w, h := r.theme.size()
			for name, q := range samples() {
				doc, err := r.layout(q)
				if err != nil {
					t.Fatal(err)
				}
				if bad := misplaced(doc, w, h); len(bad) > 0 {
					t.Errorf("%s, letter %v, %s:\n%s", language, letter, name, strings.Join(bad, "\n"))
				}
				for _, line := range texts(doc) {
					if strings.ContainsAny(line, "⟦{}") {
						t.Errorf("%s, %s: unfilled text %q", language, name, line)
					}
				}
			}
		}
	}
}
