// Package pdf prints reports as PDF files.
//
// A document is made in two steps. The layout draws every page on a recording
// with the widths of the embedded fonts; what is recorded can be checked and
// compared as text. The writer then plays the recordings into the PDF library.
// The same facts give the same bytes, on any machine and in any goroutine.
package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
	"quarterdeck/reports/logo"
	"quarterdeck/reports/wording"
	"quarterdeck/templates"
)

// Renderer prints documents of one theme. What it prints does not change after New,
// and it is safe for use by several goroutines.
type Renderer struct {
	theme Theme
	face  *typeface
	// book is in the brand's language, books are all that customers may have.
	book  *wording.Book
	books map[string]*wording.Book
	// logo is the brand's own, nil for none; customerLogos is the folder of the others.
	logo          *logo.Logo
	customerLogos string
	// sections are the pages of a review, in their order.
	sections []section
	benches  *benches
}

// Result says what was printed.
type Result struct {
	DocumentID string
	Pages      int
	Bytes      int
	// Receipts say where its numbers come from: reports.Receipts as JSON, as attached.
	Receipts []byte
	// First is the first page of a review, to be drawn as an image.
	First charts.Picture
	// Warnings are findings a sender should look at, as runes the fonts lack.
	Warnings []string
}

// New prepares a renderer: it reads fonts and wording once.
func New(theme Theme) (*Renderer, error) {
	face, err := loadTypeface(templates.Files, "", FontFiles{})
	if err != nil {
		return nil, err
	}
	book, err := wording.Load(templates.Files, theme.Language)
	if err != nil {
		return nil, err
	}
	sections, err := choose(nil)
	if err != nil {
		return nil, err
	}
	if _, err := reports.Classes(); err != nil {
		return nil, err
	}
	return &Renderer{theme: theme, face: face, book: book, sections: sections, benches: &benches{}}, nil
}

// QBR writes a customer's review.
func (r *Renderer) QBR(w io.Writer, q *reports.QBR) error {
	_, err := r.Render(w, q)
	return err
}

// Render writes a customer's review and says what was printed.
func (r *Renderer) Render(w io.Writer, q *reports.QBR) (Result, error) {
	doc, err := r.layout(q)
	if err != nil {
		return Result{}, fmt.Errorf("lay out review of %s: %w", q.Customer.ID, err)
	}
	var out bytes.Buffer
	if err := r.write(&out, doc); err != nil {
		return Result{}, fmt.Errorf("write review of %s: %w", q.Customer.ID, err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return Result{}, fmt.Errorf("write review of %s: %w", q.Customer.ID, err)
	}
	return Result{DocumentID: doc.id, Pages: len(doc.pages), Bytes: out.Len(), Receipts: doc.receipts, First: r.picture(doc), Warnings: doc.warnings()}, nil
}

// picture is the first page by itself.
func (r *Renderer) picture(doc *document) charts.Picture {
	w, h := r.theme.size()
	return charts.Picture{Width: w, Height: h, Paper: r.theme.Colors.Paper.c(), Ops: doc.pages[0].Ops, Title: doc.title, Language: doc.language}
}

// identify makes the document's id from a hash of all its facts: the same
// facts always carry the same id, any other fact another.
func identify(facts any) (id, hash string, err error) {
	raw, err := json.Marshal(facts)
	if err != nil {
		return "", "", fmt.Errorf("hash facts: %w", err)
	}
	sum := sha256.Sum256(raw)
	hash = hex.EncodeToString(sum[:])
	short := strings.ToUpper(hash[:12])
	return short[:4] + "-" + short[4:8] + "-" + short[8:], hash, nil
}
