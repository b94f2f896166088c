package wording

import (
	"quarterdeck/reports"
)

// Name says in words what a receipt is of.
func (b *Book) Name(r *reports.Receipt) string {
	if !r.What.Empty() || len(r.From) == 0 {
		return b.Say(r.What)
	}
	first, last := r.From[0], r.From[len(r.From)-1]
	if first == last {
		return b.Name(first)
	}
	return b.Say(reports.Say("receipt.of_"+string(r.How), reports.Args{"first": b.Name(first), "last": b.Name(last)}))
}

// Origin is a receipt in words, with all it is made of.
func (b *Book) Origin(r *reports.Receipt) reports.Origin {
	out := reports.Origin{What: b.Name(r), Value: r.Value, Figure: r.Figure, SQL: r.SQL, How: r.How}
	for _, part := range r.From {
		origin := b.Origin(part)
		out.From = append(out.From, &origin)
	}
	return out
}

// Again prints a figure of the trail once more, under the same receipt.
func (b *Book) Again(e Entry) string { return b.mark(e.Kind, e.Text, e.Receipt) }
