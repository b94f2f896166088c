package pdf

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Companion writes what the team should know of a customer before its review. It is
// for the team alone: every page says so.
func (r *Renderer) Companion(w io.Writer, c *reports.Companion) (Result, error) {
	doc, err := r.layoutCompanion(c)
	if err != nil {
		return Result{}, fmt.Errorf("lay out companion of %s: %w", c.Customer.ID, err)
	}
	var out bytes.Buffer
	if err := r.write(&out, doc); err != nil {
		return Result{}, fmt.Errorf("write companion of %s: %w", c.Customer.ID, err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return Result{}, fmt.Errorf("write companion of %s: %w", c.Customer.ID, err)
	}
	return Result{DocumentID: doc.id, Pages: len(doc.pages), Bytes: out.Len(), Warnings: doc.warnings()}, nil
}

func (r *Renderer) layoutCompanion(c *reports.Companion) (*document, error) {
	id, hash, err := identify(c)
	if err != nil {
		return nil, err
	}
	args := reports.Args{"customer": c.Customer.Name, "period": c.Period}
	doc := &document{
		id: id, hash: hash, title: r.book.Say(reports.Say("companion.document", args)), subject: r.book.Say(reports.Say("companion.subject", args)),
		author: c.Supplier.Name, stamp: c.KnownAt.UTC(),
	}
	pages := []func(*companionSheet){drawBefore, drawPeople, drawTrust}
	for i, draw := range pages {
		s := &companionSheet{sheet: r.internalSheet(doc, ""), c: c}
		draw(s)
		s.stamp(i+1, len(pages))
		doc.pages = append(doc.pages, s.page)
	}
	return doc, nil
}

// companionSheet is a page of a companion being drawn.
type companionSheet struct {
	*sheet
	c *reports.Companion
}

// head writes whose page it is, its section and its message, and returns the free
// box. The customer's name stands over all, at the place a review has its section.
func (s *companionSheet) head(section, message, note string) charts.Box {
	b := s.content()
	s.title = s.word(section)
	label := strong(s.t.small()).In(s.t.Colors.Accent.c())
	internal := s.Width(s.word("companion.internal"), label) + 16
	room := b.W - internal - s.Width(s.title, label) - 32
	style := s.t.title()
	for style.Size > s.t.Sizes.Body && s.Width(s.c.Customer.Name, style) > room {
		style.Size -= 0.5
	}
	name := charts.Fit(s, s.c.Customer.Name, style, room)
	s.Text(b.X, b.Y+label.Size+1, name, style)
	s.Text(b.X+s.Width(name, style)+12, b.Y+label.Size+1, s.title, label)
	s.rule(b.X, b.Y+17, b.W)
	y := b.Y + 49
	for i, line := range charts.Balance(s, message, s.t.headline(), b.W*0.96, 2) {
		y = b.Y + 49 + float64(i)*s.t.Sizes.Headline*1.22
		s.Text(b.X, y, line, s.t.headline())
	}
	if note != "" {
		y = s.lines(b.X, y+18, b.W, note, s.t.body().In(s.t.Colors.Muted.c()), 1.4, 1)
	}
	y += 18
	return charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}
}

// stamp marks the page as internal, at its head and at its foot.
func (s *companionSheet) stamp(page, pages int) {
	c := &s.t.Colors
	b := s.content()
	word := s.word("companion.internal")
	style := strong(s.t.small()).In(c.Paper.c())
	w := s.Width(word, style) + 16
	tag := charts.Box{X: b.Right() - w, Y: b.Y - 3.5, W: w, H: 16}
	s.Draw(charts.RoundRect(tag, 3), charts.Paint{Fill: c.Caution.c()})
	s.Text(tag.X+8, tag.Y+11.2, word, style)

	small, y := s.t.micro(), s.h-24
	number := s.sayf("document.page", reports.Args{"page": strconv.Itoa(page), "pages": strconv.Itoa(pages)})
	s.Text(b.Right(), y, number, strong(small).At(charts.Right))
	id := s.sayf("document.id", reports.Args{"id": s.doc.id})
	s.Text(b.Right()-40, y, id, small.At(charts.Right))
	s.Text(b.X, y, word, strong(small).In(c.Caution.c()))
	x := b.X + s.Width(word, strong(small)) + 14
	line := s.sayf("companion.footer", reports.Args{"customer": s.c.Customer.Name, "day": s.c.AsOf})
	s.Text(x, y, charts.Fit(s, line, small, b.Right()-40-s.Width(id, small)-20-x), small)
}
