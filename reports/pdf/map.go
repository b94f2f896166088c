package pdf

import (
	"bytes"
	"fmt"
	"io"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Map writes the strategy map as a document of one page. It is internal: objectives
// and what the company believes are not for customers.
func (r *Renderer) Map(w io.Writer, s *reports.Strategy) (Result, error) {
	doc, err := r.layoutMap(s)
	if err != nil {
		return Result{}, fmt.Errorf("lay out strategy map: %w", err)
	}
	var out bytes.Buffer
	if err := r.write(&out, doc); err != nil {
		return Result{}, fmt.Errorf("write strategy map: %w", err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return Result{}, fmt.Errorf("write strategy map: %w", err)
	}
	return Result{DocumentID: doc.id, Pages: len(doc.pages), Bytes: out.Len(), Warnings: doc.warnings()}, nil
}

func (r *Renderer) layoutMap(m *reports.Strategy) (*document, error) {
	id, hash, err := identify(m)
	if err != nil {
		return nil, err
	}
	args := reports.Args{"company": m.Company}
	doc := &document{
		id: id, hash: hash, title: r.book.Say(reports.Say("map.title", args)), subject: r.book.Say(reports.Say("map.subject", args)),
		author: m.Company, stamp: m.KnownAt.UTC(),
	}
	w, h := r.theme.size()
	s := &sheet{
		page: &page{Recording: &charts.Recording{Face: r.face}},
		t:    &r.theme, b: r.book, doc: doc, from: m.Company, w: w, h: h,
	}
	drawMap(s, m)
	s.mapFooter(m)
	doc.pages = append(doc.pages, s.page)
	return doc, nil
}

// mapFooter writes the line at the foot of the page.
func (s *sheet) mapFooter(m *reports.Strategy) {
	style, y := s.t.micro(), s.h-24
	right := s.w - s.t.Page.MarginX
	id := s.sayf("document.id", reports.Args{"id": s.doc.id})
	s.Text(right, y, id, style.At(charts.Right))
	room := right - s.Width(id, style) - 20 - s.t.Page.MarginX
	s.Text(s.t.Page.MarginX, y, charts.Fit(s, s.sayf("map.footer", reports.Args{"company": m.Company, "day": m.AsOf}), style, room), style)
}
