package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// warnings are what a sender should look at: the document's findings, and the signs
// that could not be printed, by their script.
func (d *document) warnings() []string {
	out := slices.Clone(d.findings)
	missing := map[string][]rune{}
	for _, p := range d.pages {
		for _, r := range p.Missing {
			if name := scriptOf(r); !slices.Contains(missing[name], r) {
				missing[name] = append(missing[name], r)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		signs := missing[name]
		slices.Sort(signs)
		var named []string
		for _, r := range signs[:min(len(signs), mostNamed)] {
			named = append(named, fmt.Sprintf("%c (U+%04X)", r, r))
		}
		more := ""
		if n := len(signs) - mostNamed; n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		out = append(out, fmt.Sprintf("the fonts have no sign for %s%s of the script %s; each is printed as %c until a TrueType font that has it lies in the folder fonts of reviews.templates",
			strings.Join(named, ", "), more, name, replacement))
	}
	return out
}

// mostNamed is how many missing signs of a script a warning names.
const mostNamed = 8

// scriptOf is the writing system of a sign, as Unicode calls it; Common is every one's.
func scriptOf(r rune) string {
	for _, name := range slices.Sorted(maps.Keys(unicode.Scripts)) {
		if unicode.Is(unicode.Scripts[name], r) {
			return name
		}
	}
	return "Common"
}
