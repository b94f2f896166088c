package wording

import (
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/marks"
	"quarterdeck/reports/script"
)

// Trail keeps what a document says of facts, in the order it was said, so that every
// number on a page can be followed to its receipt. Its entries are the numbers of the
// marks in the texts. It serves one document and one goroutine.
type Trail struct {
	Entries []Entry
}

// Entry is one part of a text.
type Entry struct {
	Kind    Kind
	Text    string
	Receipt *reports.Receipt // of a Figure
}

// Kind is what a part of a text is.
type Kind uint8

// The kinds.
const (
	Figure  Kind = iota // a number with a receipt
	Bare                // a number without one: no page for customers may hold it
	Time                // a day, month, period or instant
	Quote               // words given by people or systems: names, titles, notes
	Scale               // a step of an axis
	Pattern             // the wording's own words
)

// Tracing is the book with a trail: whatever it says is marked with the entry it
// has there.
func (b *Book) Tracing(trail *Trail) *Book {
	traced := *b
	traced.trail = trail
	return &traced
}

// mark enters a part of a text into the trail, if the book has one. Words without a
// digit need no entry.
func (b *Book) mark(kind Kind, s string, from *reports.Receipt) string {
	if b.trail == nil || !strings.ContainsAny(s, "0123456789") {
		return s
	}
	b.trail.Entries = append(b.trail.Entries, Entry{Kind: kind, Text: marks.Strip(s), Receipt: from})
	return marks.Put(len(b.trail.Entries)-1, s)
}

// Quoted is a text given by people or systems. It keeps its own direction in a
// sentence of another.
func (b *Book) Quoted(s string) string { return b.mark(Quote, script.Isolate(s), nil) }

// Scale is the form of an axis: its steps are no facts.
func (b *Book) Scale(form func(float64) string) func(float64) string {
	return func(v float64) string { return b.mark(Scale, marks.Strip(form(v)), nil) }
}

// Tell prints a number in its form, or the sign for why there is none.
func (b *Book) Tell(t reports.Told) string {
	switch t.State {
	case reports.Missing:
		return b.Text("value_state.missing")
	case reports.NotApplicable:
		return b.Text("value_state.na")
	}
	kind := Figure
	if t.Receipt == nil {
		kind = Bare
	}
	return b.mark(kind, b.form(t), t.Receipt)
}

func (b *Book) form(t reports.Told) string {
	plain := *b
	plain.trail = nil
	switch t.Form {
	case reports.AsShare:
		return plain.Percent(t.V)
	case reports.AsRise:
		return plain.Percent(max(t.V, -t.V))
	case reports.AsPoints:
		return plain.Signed(t.V)
	case reports.AsMinutes:
		return plain.Duration(t.V)
	case reports.AsPercents:
		return plain.Percent(t.V / 100)
	case reports.AsDecimal:
		return plain.Number(t.V, t.Decimals)
	}
	return plain.Count(t.V)
}
