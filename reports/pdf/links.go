package pdf

import (
	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/wording"
)

// row is where the list of numbers has a number: its page, from 0, and its box.
type row struct {
	page int
	box  charts.Box
}

// linkNumbers leads from every number to its line in the list of numbers, and from
// the line back to the first page that prints the number.
func (r *Renderer) linkNumbers(f *fpdf.Fpdf, doc *document) {
	if len(doc.rows) == 0 {
		return
	}
	to := make([]int, len(doc.rows))
	for i, row := range doc.rows {
		to[i] = f.AddLink()
		f.SetLink(to[i], row.box.Y, row.page+1)
	}
	for i, n := range doc.listed {
		back := f.AddLink()
		f.SetLink(back, 0, n.pages[0])
		r.link(f, doc.rows[i].page, doc.rows[i].box, back)
	}
	for i, p := range doc.pages[:doc.rows[0].page] {
		for n := range p.Ops {
			r.linkParts(f, doc, i, &p.Ops[n], to)
		}
	}
	f.SetPage(len(doc.pages)) // the library ends the document after the page it is on
}

// linkParts makes a link of every number in a text.
func (r *Renderer) linkParts(f *fpdf.Fpdf, doc *document, page int, op *charts.Op, to []int) {
	x := op.X
	for _, part := range op.Parts {
		w := r.face.Advance(part.Text, op.Style.Weight) * op.Style.Size / 1000
		if part.Entry >= 0 && part.Entry < len(doc.places) && doc.trail.Entries[part.Entry].Kind == wording.Figure {
			r.link(f, page, charts.Box{X: x, Y: op.Y - op.Style.Size, W: w, H: 1.3 * op.Style.Size}, to[doc.places[part.Entry]])
		}
		x += w
	}
}

func (r *Renderer) link(f *fpdf.Fpdf, page int, b charts.Box, to int) {
	f.SetPage(page + 1)
	f.Link(b.X, b.Y, b.W, b.H, to)
}
