package proof

import (
	"slices"
	"strings"
	"unicode"
)

// asRead turns what a page holds from left to right into what people read, line by
// line, and says whether anything of it runs to the left.
func asRead(text string) (string, bool) {
	if !strings.ContainsFunc(text, runsLeft) {
		return text, false
	}
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\f' })
	for i, line := range lines {
		lines[i] = turned([]rune(line))
	}
	return strings.Join(lines, "\n"), true
}

func runsLeft(r rune) bool {
	return r >= 0x590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana)
}

// turned reverses every stretch from the first to the last letter that runs to the
// left with no letter between that does not. Numbers in it keep their order.
func turned(line []rune) string {
	for from := 0; from < len(line); from++ {
		if !runsLeft(line[from]) {
			continue
		}
		to := from + 1
		for i := to; i < len(line) && (runsLeft(line[i]) || !unicode.IsLetter(line[i])); i++ {
			if runsLeft(line[i]) || unicode.Is(unicode.Mn, line[i]) {
				to = i + 1
			}
		}
		slices.Reverse(line[from:to])
		numbersBack(line[from:to])
		from = to
	}
	return string(line)
}

// numbersBack reverses the numbers of a reversed stretch again.
func numbersBack(line []rune) {
	for from := 0; from < len(line); from++ {
		to := from
		for to < len(line) && unicode.IsDigit(line[to]) {
			to++
		}
		slices.Reverse(line[from:to])
		from = max(from, to-1)
	}
}
