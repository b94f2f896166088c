package wording

import (
	"slices"
	"strings"
)

// Patterns are all words of the book itself, in order. Every place of a fact is a
// page break, for what stands around it is not one text.
func (b *Book) Patterns() []string {
	out := append(slices.Clone(b.forms.Months), b.forms.MonthsShort...)
	for _, t := range b.texts {
		for _, pattern := range t.forms {
			out = append(out, withoutFacts(pattern))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func withoutFacts(pattern string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		out.WriteString(before)
		_, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return out.String()
		}
		out.WriteByte('\f')
		pattern = after
	}
}
