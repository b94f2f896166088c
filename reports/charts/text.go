package charts

import (
	"strings"
	"unicode"

	"quarterdeck/reports/marks"
)

const ellipsis = "…"

// Fit shortens a line to a width, ending it with an ellipsis. A width too
// small even for that gives "".
func Fit(c Canvas, s string, style TextStyle, width float64) string {
	s = strings.TrimSpace(s)
	if c.Width(s, style) <= width {
		return s
	}
	runes := []rune(s)
	low, high := 0, len(runes) // the longest prefix that fits has a length in [low, high)
	for high-low > 1 {
		mid := (low + high) / 2
		if c.Width(string(runes[:mid])+ellipsis, style) <= width {
			low = mid
		} else {
			high = mid
		}
	}
	if low == 0 {
		if c.Width(ellipsis, style) <= width {
			return ellipsis
		}
		return ""
	}
	return strings.TrimRight(string(runes[:low]), " ,.;:–-") + ellipsis
}

// Wrap breaks a text into lines no wider than width, at spaces where it can
// and inside a word where it must. When it needs more than limit lines the
// last one ends with an ellipsis; a limit of 0 means no limit. A mark that is
// parted goes on in the next line.
func Wrap(c Canvas, s string, style TextStyle, width float64, limit int) []string {
	return marks.Continue(wrap(c, s, style, width, limit))
}

func wrap(c Canvas, s string, style TextStyle, width float64, limit int) []string {
	var lines []string
	rest := strings.FieldsFunc(s, breaks)
	for len(rest) > 0 {
		if limit > 0 && len(lines) == limit-1 {
			return append(lines, Fit(c, strings.Join(rest, " "), style, width))
		}
		line, n := takeLine(c, rest, style, width)
		if n == 0 {
			head, tail := breakWord(c, rest[0], style, width)
			lines = append(lines, head)
			if tail == "" {
				rest = rest[1:]
				continue
			}
			rest = append([]string{tail}, rest[1:]...)
			continue
		}
		lines = append(lines, line)
		rest = rest[n:]
	}
	return lines
}

// breaks says whether a line may end at a rune: at any space but those that keep
// a number together with its unit or its thousands.
func breaks(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00A0' && r != '\u2007' && r != '\u202F'
}

// takeLine joins as many words as fit and says how many.
func takeLine(c Canvas, words []string, style TextStyle, width float64) (line string, n int) {
	space := c.Width(" ", style)
	used := 0.0
	for n < len(words) {
		w := c.Width(words[n], style)
		if n > 0 {
			w += space
		}
		if used+w > width {
			break
		}
		used += w
		n++
	}
	return strings.Join(words[:n], " "), n
}

// breakWord cuts a word that is wider than the line; it always takes a rune.
func breakWord(c Canvas, word string, style TextStyle, width float64) (head, tail string) {
	runes := []rune(word)
	n := 1
	for n < len(runes) && marks.Is(runes[n-1]) {
		n++
	}
	for n < len(runes) && c.Width(string(runes[:n+1]), style) <= width {
		n++
	}
	return string(runes[:n]), string(runes[n:])
}

// Balance is Wrap with lines of about the same length: the narrowest measure
// that needs no more lines. It keeps a headline from ending in a lone word.
func Balance(c Canvas, s string, style TextStyle, width float64, limit int) []string {
	lines := Wrap(c, s, style, width, limit)
	if len(lines) < 2 {
		return lines
	}
	low, high := width/2, width
	for high-low > 2 {
		mid := (low + high) / 2
		if len(Wrap(c, s, style, mid, 0)) > len(lines) {
			low = mid
		} else {
			high = mid
		}
	}
	return Wrap(c, s, style, high, limit)
}
