package pdf

import (
	"fmt"
	"strconv"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
	"quarterdeck/reports/script"
	"quarterdeck/reports/wording"
)

// document is a laid out report.
type document struct {
	pages                  []*page
	id, hash               string
	title, subject, author string
	stamp                  time.Time
	language               string
	logos                  logos
	// trail is what the pages print of facts; the marks of their texts count in it.
	trail wording.Trail
	// receipts are those of its numbers, as JSON.
	receipts []byte
	// listed are its numbers, rows where the list of numbers has each of them, and
	// places which of them an entry of the trail is.
	listed []printed
	rows   []row
	places []int
	// findings are what a sender should look at, beside signs the fonts lack.
	findings []string
}

// page is one recorded page and its bookmark.
type page struct {
	*charts.Recording
	title string
}

// layout draws all pages of a review, then their footers, which need the
// number of pages.
func (r *Renderer) layout(q *reports.QBR) (*document, error) {
	id, hash, err := identify(q)
	if err != nil {
		return nil, err
	}
	args := reports.Args{"customer": q.Customer.Name, "period": q.Period}
	book, understood := r.bookOf(q)
	doc := &document{
		id: id, hash: hash,
		title:    script.Plain(book.Say(reports.Say("document.title", args))),
		subject:  script.Plain(book.Say(reports.Say("document.subject", args))),
		author:   q.Supplier.Name,
		stamp:    q.KnownAt.UTC(),
		language: book.Language,
	}
	if !understood {
		doc.findings = append(doc.findings, fmt.Sprintf("there is no wording for the language %q; the review is in %s", q.Customer.Language, book.Language))
	}
	doc.logos = r.logosOf(q.Customer.ID, doc)
	for _, section := range r.sections {
		if !section.of(q) {
			continue
		}
		s := r.sheet(doc, q)
		if section.draw(s) {
			doc.pages = append(doc.pages, s.page)
		}
	}
	doc.listed = doc.numbers()
	if doc.receipts, err = receiptsOf(doc, q, book, doc.listed); err != nil {
		return nil, err
	}
	r.drawNumbers(doc, q, doc.listed)
	doc.findings = append(doc.findings, doc.loose()...)
	for i, p := range doc.pages {
		r.footer(doc, q, p, i)
	}
	return doc, nil
}

func (r *Renderer) sheet(doc *document, q *reports.QBR) *sheet {
	book, _ := r.bookOf(q)
	w, h := r.theme.size()
	return &sheet{
		page: &page{Recording: &charts.Recording{Face: r.face, Ops: make([]charts.Op, 0, 160)}},
		t:    &r.theme, b: book.Tracing(&doc.trail), q: q, doc: doc, from: q.Supplier.Name, w: w, h: h,
	}
}

// footer writes the line at the foot of a page. On the first page it stands
// beside the cover panel.
func (r *Renderer) footer(doc *document, q *reports.QBR, p *page, i int) {
	book, _ := r.bookOf(q)
	book = book.Tracing(&doc.trail)
	w, h := r.theme.size()
	left, style := r.theme.Page.MarginX, r.theme.micro()
	if i == 0 {
		left = coverWidth + coverGap
	}
	y := h - 24
	right := w - r.theme.Page.MarginX
	number := book.Say(reports.Say("document.page", reports.Args{"page": strconv.Itoa(i + 1), "pages": strconv.Itoa(len(doc.pages))}))
	p.Text(right, y, number, strong(style).At(charts.Right))
	id := book.Say(reports.Say("document.id", reports.Args{"id": doc.id}))
	idRight := right - 40
	p.Text(idRight, y, id, style.At(charts.Right))
	room := idRight - p.Width(id, style) - 20 - left
	p.Text(left, y, fitFooter(p, book, q, style, room), style)
}

// fitFooter shortens the customer's name, never the dates.
func fitFooter(c charts.Canvas, b *wording.Book, q *reports.QBR, style charts.TextStyle, room float64) string {
	line := func(name string) string {
		return b.Say(reports.Say("document.footer", reports.Args{"customer": name, "period": q.Period, "day": q.AsOf}))
	}
	full := line(q.Customer.Name)
	over := c.Width(full, style) - room
	if over <= 0 {
		return full
	}
	return line(charts.Fit(c, q.Customer.Name, style, c.Width(q.Customer.Name, style)-over-1))
}
