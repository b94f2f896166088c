package charts

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// monospaced is a face whose every rune is half as wide as it is high.
type monospaced struct{}

func (monospaced) Clean(s string, _ Weight) (string, []rune) { return s, nil }

func (monospaced) Advance(s string, _ Weight) float64 {
	return 500 * float64(utf8.RuneCountInString(s))
}

// TestNumbersStayWhole: a line never ends inside "1 284 310" nor between a number
// and its unit, where the spaces are those that do not break.
func TestNumbersStayWhole(t *testing.T) {
	c, style := &Recording{Face: monospaced{}}, TextStyle{Size: 10}
	text := "Vos équipes ont réalisé 1\u202f284\u202f310 actions, soit 18\u00a0% de plus"
	for width := 50.0; width < 400; width += 5 {
		lines := Wrap(c, text, style, width, 0)
		if got := strings.Join(lines, " "); got != text {
			t.Fatalf("at %v the text is %q", width, got)
		}
		for _, line := range lines {
			if n := strings.Count(line, "\u202f"); n != 0 && n != 2 {
				t.Errorf("at %v a line ends inside a number: %q", width, lines)
			}
		}
	}
}
