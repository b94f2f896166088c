// Package script puts a line of text into the order and the forms it is drawn in:
// right-to-left letters from the right, Arabic letters joined. Everything before the
// drawing keeps text in the order it is read.
package script

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// Isolates keep a name in a sentence of another direction to itself.
const (
	FirstStrong = '\u2068' // begins a part that has its own direction
	PopIsolate  = '\u2069' // ends it
)

// Isolate marks a text with right-to-left letters as a part of its own; any other
// text stays as it is.
func Isolate(s string) string {
	if !RightToLeft(s) {
		return s
	}
	return string(FirstStrong) + s + string(PopIsolate)
}

// Invisible says whether a rune only steers the order and is never drawn.
func Invisible(r rune) bool { return r == FirstStrong || r == PopIsolate }

// Plain is a text without isolates.
func Plain(s string) string {
	if !strings.ContainsFunc(s, Invisible) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if Invisible(r) {
			return -1
		}
		return r
	}, s)
}

// RightToLeft says whether a text has letters that are read from right to left.
func RightToLeft(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xD6 { // the first byte of U+0580 and all above
			return strings.ContainsFunc(s[i:], func(r rune) bool { c := classOf(r); return c == bidi.R || c == bidi.AL })
		}
	}
	return false
}

// Visual is a line in the order it is drawn from left to right, without isolates. The
// line is one paragraph of the Unicode bidirectional algorithm whose direction is that
// of its first letter outside of isolates.
func Visual(line string) string {
	if !RightToLeft(line) {
		return Plain(line) // a wrapped line may hold one end of an isolate alone
	}
	items := parse(line)
	return order(items, base(items))
}

// item is what is ordered as one: a sign with its marks, or an isolate, whose text is
// in its order already.
type item struct {
	text  string
	class bidi.Class
	level int8
	pair  int // of a bracket: the item of its other half; -1 without
}

// parse cuts a line into items, isolates inside isolates first.
func parse(line string) []item {
	var items []item
	for len(line) > 0 {
		r, size := utf8.DecodeRuneInString(line)
		switch {
		case r == FirstStrong:
			inner, rest := isolated(line[size:])
			parts := parse(inner)
			items = append(items, item{text: order(parts, base(parts)), class: bidi.ON, pair: -1})
			line = rest
			continue
		case r == PopIsolate: // ends nothing
		case classOf(r) == bidi.NSM && len(items) > 0:
			items[len(items)-1].text += line[:size]
		default:
			items = append(items, item{text: line[:size], class: classOf(r), pair: -1})
		}
		line = line[size:]
	}
	return items
}

// isolated is what an isolate holds, and what follows it.
func isolated(s string) (inner, rest string) {
	depth := 0
	for i, r := range s {
		switch r {
		case FirstStrong:
			depth++
		case PopIsolate:
			if depth == 0 {
				return s[:i], s[i+utf8.RuneLen(r):]
			}
			depth--
		}
	}
	return s, ""
}

// base is 1 where the first letter is read from right to left.
func base(items []item) int8 {
	for _, it := range items {
		switch it.class {
		case bidi.L:
			return 0
		case bidi.R, bidi.AL:
			return 1
		}
	}
	return 0
}

// order resolves the levels and reverses what has to be, from the highest level down.
func order(items []item, base int8) string {
	if len(items) == 0 {
		return ""
	}
	resolve(items, base)
	highest, lowest := base, int8(127)
	for _, it := range items {
		highest = max(highest, it.level)
		if it.level%2 == 1 {
			lowest = min(lowest, it.level)
		}
	}
	for i, it := range items {
		if it.level%2 == 1 {
			items[i].text = mirror(it.text)
		}
	}
	for level := highest; level >= lowest && level > 0; level-- {
		for from := 0; from < len(items); from++ {
			to := from
			for to < len(items) && items[to].level >= level {
				to++
			}
			if to > from {
				slices.Reverse(items[from:to])
				from = to
			}
		}
	}
	var out strings.Builder
	for _, it := range items {
		out.WriteString(it.text)
	}
	return out.String()
}

// mirror turns a bracket round.
func mirror(text string) string {
	const pairs = "()[]{}<>«»‹›≤≥⟨⟩"
	at := strings.Index(pairs, text)
	if at < 0 || text == "" {
		return text
	}
	runes := []rune(pairs)
	return string(runes[utf8.RuneCountInString(pairs[:at])^1])
}

func classOf(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}
