package pdf

import (
	"unicode/utf8"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/charts"
)

// embedder puts fonts into one file: the main ones into every file, each other one
// into those that print a sign of it.
type embedder struct {
	f    *fpdf.Fpdf
	face *typeface
	done map[*font]bool
}

func (e *embedder) add(one *font) {
	if !e.done[one] {
		e.f.AddUTF8FontFromBytes(one.family, one.style, one.file)
		e.done[one] = true
	}
}

func (e *embedder) set(one *font, size float64) {
	e.add(one)
	e.f.SetFont(one.family, one.style, size)
}

// line writes a text span by span, in the order it is drawn: programs that read PDFs
// expect right-to-left letters so, and turn them back.
func (p *player) line(op *charts.Op) {
	x := op.X
	for _, s := range p.fonts.face.spans(op.Text, op.Style.Weight) {
		if s.font != p.font || op.Style.Size != p.size {
			p.fonts.set(s.font, op.Style.Size)
			p.font, p.size = s.font, op.Style.Size
		}
		p.f.Text(x, op.Y, s.text)
		x += p.fonts.face.advance(s.text, op.Style.Weight)/1000*op.Style.Size + float64(utf8.RuneCountInString(s.text))*p.track
	}
}
