package pdf

import (
	"bytes"
	"fmt"
	"io"

	"quarterdeck/reports"
)

// Map writes the strategy map: the drawing on a page, and then the tree from goals to
// KPIs. It is internal: objectives and what the company believes are not for customers.
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
		author: m.Company, language: r.book.Language, stamp: m.KnownAt.UTC(),
	}
	s := r.internalSheet(doc, m.Company)
	drawMap(s, m)
	for _, s := range append([]*sheet{s}, r.drawTrees(doc, m)...) {
		s.internalFooter("map.footer", reports.Args{"company": m.Company, "day": m.AsOf})
		doc.pages = append(doc.pages, s.page)
	}
	return doc, nil
}
