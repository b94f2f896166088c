package pdf

import (
	"bytes"
	"fmt"
	"io"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Pillars writes how mature the company judges its Customer Success to be: a page of
// levels and one of what shows them. It is internal.
func (r *Renderer) Pillars(w io.Writer, m *reports.Maturity) (Result, error) {
	doc, err := r.layoutPillars(m)
	if err != nil {
		return Result{}, fmt.Errorf("lay out pillars: %w", err)
	}
	var out bytes.Buffer
	if err := r.write(&out, doc); err != nil {
		return Result{}, fmt.Errorf("write pillars: %w", err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return Result{}, fmt.Errorf("write pillars: %w", err)
	}
	return Result{DocumentID: doc.id, Pages: len(doc.pages), Bytes: out.Len(), Warnings: doc.warnings()}, nil
}

func (r *Renderer) layoutPillars(m *reports.Maturity) (*document, error) {
	id, hash, err := identify(m)
	if err != nil {
		return nil, err
	}
	args := reports.Args{"company": m.Company}
	doc := &document{
		id: id, hash: hash, title: r.book.Say(reports.Say("pillars.title", args)), subject: r.book.Say(reports.Say("pillars.subject", args)),
		author: m.Company, language: r.book.Language, stamp: m.KnownAt.UTC(),
	}
	for _, draw := range []func(*sheet, *reports.Maturity){drawPillars, drawPillarEvidence} {
		s := r.internalSheet(doc, m.Company)
		draw(s, m)
		s.internalFooter("pillars.footer", reports.Args{"company": m.Company, "day": m.AsOf})
		doc.pages = append(doc.pages, s.page)
	}
	return doc, nil
}

// internalSheet is a page of a document that is not about one customer.
func (r *Renderer) internalSheet(doc *document, company string) *sheet {
	w, h := r.theme.size()
	return &sheet{
		page: &page{Recording: &charts.Recording{Face: r.face}},
		t:    &r.theme, b: r.book, doc: doc, from: company, w: w, h: h,
	}
}

// internalFooter writes the line at the foot of such a page.
func (s *sheet) internalFooter(key string, args reports.Args) {
	style, y := s.t.micro(), s.h-24
	right := s.w - s.t.Page.MarginX
	id := s.sayf("document.id", reports.Args{"id": s.doc.id})
	s.Text(right, y, id, style.At(charts.Right))
	room := right - s.Width(id, style) - 20 - s.t.Page.MarginX
	s.Text(s.t.Page.MarginX, y, charts.Fit(s, s.sayf(key, args), style, room), style)
}
