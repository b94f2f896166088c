package pdf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/marks"
	"quarterdeck/reports/wording"
)

// receiptsFile is the name of the receipts attached to a review.
const receiptsFile = "receipts.json"

// printed is a number of a document: the same text from the same receipt is one,
// wherever it stands.
type printed struct {
	wording.Entry
	pages []int
	title string // of the first page it is on
}

// numbers are the figures the pages drawn so far print, in the order of their first
// appearance.
func (d *document) numbers() []printed {
	var out []printed
	places := map[string]int{}
	d.places = make([]int, len(d.trail.Entries))
	for i, p := range d.pages {
		for _, op := range p.Ops {
			for _, part := range op.Parts {
				if part.Entry < 0 || d.trail.Entries[part.Entry].Kind != wording.Figure {
					continue
				}
				entry := d.trail.Entries[part.Entry]
				key := numberKey(entry)
				at, known := places[key]
				if !known {
					at = len(out)
					places[key] = at
					out = append(out, printed{Entry: entry, title: p.title})
				}
				d.places[part.Entry] = at
				if n := &out[at]; len(n.pages) == 0 || n.pages[len(n.pages)-1] != i+1 {
					n.pages = append(n.pages, i+1)
				}
			}
		}
	}
	return out
}

// numberKey tells numbers apart.
func numberKey(e wording.Entry) string { return e.Text + "\x00" + identity(e.Receipt) }

// identity tells receipts apart by what they say.
func identity(r *reports.Receipt) string {
	var out strings.Builder
	var write func(*reports.Receipt)
	write = func(r *reports.Receipt) {
		for _, part := range [...]string{r.Figure, r.SQL, string(r.How)} {
			out.WriteString(part)
			out.WriteByte('|')
		}
		out.WriteString(strconv.FormatFloat(r.Value, 'g', -1, 64))
		if len(r.From) == 0 && r.How != "" {
			out.WriteString(r.What.Key) // nothing else tells counts of the document apart
		}
		for _, part := range r.From {
			out.WriteByte('(')
			write(part)
			out.WriteByte(')')
		}
	}
	write(r)
	return out.String()
}

// receiptsOf are the numbers with their origins, as the document carries them.
func receiptsOf(d *document, q *reports.QBR, book *wording.Book, numbers []printed) ([]byte, error) {
	all := reports.Receipts{
		DocumentID: d.id, CustomerID: q.Customer.ID, Quarter: q.Period.String(), AsOf: q.AsOf.Format(time.DateOnly), KnownAt: q.KnownAt.UTC(),
		Numbers: []reports.Printed{},
	}
	for i, n := range numbers {
		all.Numbers = append(all.Numbers, reports.Printed{ID: i + 1, Text: n.Text, Pages: n.pages, Origin: book.Origin(n.Receipt)})
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("write receipts: %w", err)
	}
	return append(bytes.ReplaceAll(raw, []byte(`,{"id":`), []byte(",\n{\"id\":")), '\n'), nil
}

const digits = "0123456789"

// loose lists the digits of a document that are neither of a number with a receipt
// nor of a day, a quote, an axis or the wording's own words.
func (d *document) loose() []string {
	var out []string
	for i, p := range d.pages {
		for _, op := range p.Ops {
			parts := op.Parts
			if op.Path == nil && parts == nil {
				parts = []marks.Piece{{Text: op.Text, Entry: -1}}
			}
			for _, part := range parts {
				known := part.Entry >= 0 && d.trail.Entries[part.Entry].Kind != wording.Bare
				if !known && strings.ContainsAny(part.Text, digits) {
					out = append(out, fmt.Sprintf("page %d prints %q in %q, which has no receipt", i+1, part.Text, op.Text))
				}
			}
		}
	}
	return out
}
