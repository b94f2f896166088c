// Package marks lets a line of text carry, unseen, where its parts come from.
//
// A mark is a pair of runes around a part of the text: the first says which entry
// of a document's trail the part is, the second ends it. They have no width and are
// gone when the text is drawn; until then the text may be joined, wrapped, cut and
// measured like any other. Marks may stand inside each other; the innermost counts.
package marks

import (
	"strings"
)

const (
	first = '\U000F0000' // the rune of entry 0; the private plane holds Most of them
	end   = '\U0010FFFD'
)

// Most is how many entries can be told apart.
const Most = 0xFFFE

// Piece is a part of a text and its entry, -1 outside of any mark.
type Piece struct {
	Text  string
	Entry int
}

// Put marks a text as the entry n of a trail. A text that is empty, or an entry
// beyond Most, stays without a mark.
func Put(n int, s string) string {
	if s == "" || n < 0 || n >= Most {
		return s
	}
	return string(rune(first+n)) + s + string(end)
}

// Is says whether a rune is of a mark.
func Is(r rune) bool { return r >= first && r < first+Most || r == end }

// Strip takes all marks out. What comes from outside is stripped before it is
// marked, so that no text can pretend to be an entry.
func Strip(s string) string {
	if strings.IndexFunc(s, Is) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if Is(r) {
			return -1
		}
		return r
	}, s)
}

// Split parts a text at its marks. An end without a beginning counts for nothing,
// a beginning without an end reaches to the end of the text.
func Split(s string) []Piece {
	var out []Piece
	var open []int
	from := 0
	cut := func(to int) {
		if to > from {
			out = append(out, Piece{Text: s[from:to], Entry: innermost(open)})
		}
	}
	for i, r := range s {
		if !Is(r) {
			continue
		}
		cut(i)
		from = i + len(string(r))
		open = step(open, r)
	}
	cut(len(s))
	return out
}

// Continue closes, at the end of every line of a text, the marks that are open
// there, and opens them again on the next line.
func Continue(lines []string) []string {
	var open []int
	for i, line := range lines {
		var carried strings.Builder
		for _, n := range open {
			carried.WriteRune(rune(first + n))
		}
		for _, r := range line {
			if Is(r) {
				open = step(open, r)
			}
		}
		if carried.Len() > 0 || len(open) > 0 {
			lines[i] = carried.String() + line + strings.Repeat(string(end), len(open))
		}
	}
	return lines
}

func innermost(open []int) int {
	if len(open) == 0 {
		return -1
	}
	return open[len(open)-1]
}

func step(open []int, r rune) []int {
	if r != end {
		return append(open, int(r-first))
	}
	if len(open) > 0 {
		return open[:len(open)-1]
	}
	return open
}
