package proof

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"quarterdeck/reports/pdf/inspect"
)

// Hit is something of another customer in a finished file.
type Hit struct {
	Place string
	// Customers are those whose it is: several where they share it.
	Customers []string
	Kind      Kind
	Text      string // as it stands in the file
	// Family is set where the other customer is of the same family, which is told
	// and not held.
	Family bool
}

// String is the hit in a sentence.
func (h Hit) String() string {
	of := strings.Join(h.Customers[:min(len(h.Customers), 3)], " and ")
	if more := len(h.Customers) - 3; more > 0 {
		of += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%s: %q is the %s of customer %s", h.Place, h.Text, h.Kind, of)
}

// Finding is what a finished file holds of others.
type Finding struct {
	Hits []Hit
	// Family are hits that do not hold the file.
	Family []Hit
	// Pictures cannot be searched; whoever knows which may be there compares them.
	Pictures []inspect.Picture
}

// LeakError is a file that names another customer.
type LeakError struct{ Hits []Hit }

// shownHits is how many hits an error spells out.
const shownHits = 5

// Error names what was found and where.
func (e *LeakError) Error() string {
	lines := make([]string, 0, shownHits+1)
	for _, h := range e.Hits[:min(len(e.Hits), shownHits)] {
		lines = append(lines, h.String())
	}
	if more := len(e.Hits) - shownHits; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return "it names another customer: " + strings.Join(lines, "; ")
}

// Inspect reads a finished file of a customer and searches all of it. The error is a
// LeakError where something of another customer is in it; any other says why the file
// could not be read whole.
func (x *Index) Inspect(customer string, pdf []byte) (Finding, error) {
	own, known := x.byID[customer]
	if !known {
		return Finding{}, fmt.Errorf("customer %s is not among those the file is compared with", customer)
	}
	doc, err := inspect.Read(pdf)
	if err != nil {
		return Finding{}, err
	}
	found := Finding{Pictures: doc.Pictures}
	mine := x.own(own)
	for _, t := range doc.Texts {
		for _, hit := range x.findBothWays(own, mine, t.Text) {
			hit.Place = t.Place
			if hit.Family {
				found.Family = append(found.Family, hit)
				continue
			}
			found.Hits = append(found.Hits, hit)
		}
	}
	found.Hits, found.Family = unique(found.Hits), unique(found.Family)
	if len(found.Hits) > 0 {
		return found, &LeakError{found.Hits}
	}
	return found, nil
}

// own are the patterns that stand in what is the customer's own: they may stand in
// its review.
func (x *Index) own(party int) map[int32]bool {
	texts := slices.Clone(x.parties[party].People)
	for _, m := range x.parties[party].marks() {
		texts = append(texts, m.text)
	}
	return x.among(texts)
}

// findBothWays also reads what runs to the left the way people read it.
func (x *Index) findBothWays(own int, mine map[int32]bool, text string) []Hit {
	hits := x.find(own, mine, text)
	if turned, any := asRead(text); any {
		hits = append(hits, x.find(own, mine, turned)...)
	}
	return hits
}

// find gives all of others in a text.
func (x *Index) find(own int, mine map[int32]bool, text string) []Hit {
	f := fold(text)
	spans := x.search(&f)
	if len(spans) == 0 {
		return nil
	}
	var out []Hit
	for _, s := range spans {
		p := &x.patterns[s.pattern]
		if mine[s.pattern] || slices.ContainsFunc(spans, func(around span) bool { return x.covers(around, s, int32(own)) }) {
			continue
		}
		out = append(out, Hit{Customers: x.whose(p), Kind: p.kind, Text: f.excerpt(s), Family: x.isFamily(own, p)})
	}
	return out
}

// covers says whether a span says all that another does: it is of the customer itself,
// or it is longer and of the same other.
func (x *Index) covers(around, s span, own int32) bool {
	if around.from > s.from || around.to < s.to {
		return false
	}
	owners := x.patterns[around.pattern].owners
	return slices.Contains(owners, own) || around.to-around.from > s.to-s.from && slices.Equal(owners, x.patterns[s.pattern].owners)
}

// whose are the owners of a pattern.
func (x *Index) whose(p *pattern) []string {
	out := make([]string, len(p.owners))
	for i, owner := range p.owners {
		out[i] = x.parties[owner].ID
	}
	return out
}

// isFamily says whether a name or domain belongs to a family of the customer's.
func (x *Index) isFamily(own int, p *pattern) bool {
	if p.kind != Name && p.kind != Domain {
		return false
	}
	return slices.ContainsFunc(p.owners, func(owner int32) bool { return x.family[owner] == x.family[own] })
}

// excerpt is a span as it stands in the source, in one line.
func (f *folded) excerpt(s span) string {
	last := f.at[s.to-1]
	_, size := utf8.DecodeRuneInString(f.source[last:])
	return strings.Join(strings.Fields(f.source[f.at[s.from]:last+size]), " ")
}

// unique sorts hits and keeps each once.
func unique(hits []Hit) []Hit {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), slices.Compare(a.Customers, b.Customers), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
	return slices.CompactFunc(hits, func(a, b Hit) bool { return a.String() == b.String() })
}
