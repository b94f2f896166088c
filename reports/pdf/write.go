package pdf

import (
	"bytes"
	"cmp"
	"io"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/marks"
)

// write plays the recorded pages into a PDF. The library makes the document with its
// pages, links, outline and pictures; what draws on the pages, the fonts and the files
// inside are written here, for they are most of the work. Dates come from the facts,
// and the library sorts its catalogues, so the bytes depend on nothing else.
func (r *Renderer) write(w io.Writer, doc *document) error {
	width, height := r.theme.size()
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	f.SetCompression(false) // the finishing step packs the pages
	f.SetCatalogSort(true)
	f.SetCreationDate(doc.stamp)
	f.SetModificationDate(doc.stamp)
	f.SetTitle(doc.title, true)
	f.SetSubject(doc.subject, true)
	f.SetAuthor(doc.author, true)
	f.SetCreator("Quarterdeck", true)
	f.SetProducer("Quarterdeck", true)
	f.SetKeywords(doc.id, true)
	f.SetLang(cmp.Or(doc.language, r.book.Language))
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	bench := r.benches.get()
	defer r.benches.put(bench)
	fonts := &embedder{face: r.face}
	for _, p := range doc.pages {
		f.AddPage()
		f.Bookmark(textString(marks.Strip(p.title)), 0, 0)
		player := player{f: f, fonts: fonts, height: height, out: bench.page[:0]}
		for i := range p.Ops {
			player.play(&p.Ops[i])
		}
		player.flush()
		bench.page = player.out
	}
	r.linkNumbers(f, doc)
	bench.raw.Reset()
	if err := f.Output(&bench.raw); err != nil {
		return err
	}
	whole, err := finish(bench, doc, fonts)
	if err != nil {
		return err
	}
	_, err = w.Write(whole)
	return err
}

// player writes the steps of one page as the operators that draw it. It keeps the
// state it has set, so that only changes are written.
type player struct {
	f      *fpdf.Fpdf
	fonts  *embedder
	height float64 // of the page, which is measured from its foot
	out    []byte  // what the library does not have yet

	fill, stroke       charts.Color
	width, dash, track float64
	font               *font
	codes              *embedded // what the document has of the font
	size               float64
}

func (p *player) play(op *charts.Op) {
	switch {
	case op.Path == nil:
		p.text(op)
	case op.Image != nil:
		p.flush()
		p.image(op)
	default:
		p.path(op)
	}
}

// flush hands what is written so far to the library.
func (p *player) flush() {
	p.f.RawWriteBuf(bytes.NewReader(p.out))
	p.out = p.out[:0]
}

func (p *player) path(op *charts.Op) {
	fills, strokes := op.Paint.Fill != 0, op.Paint.Stroke != 0 && op.Paint.Width > 0
	if !fills && !strokes {
		return
	}
	if fills {
		p.ink(op.Paint.Fill)
	}
	if strokes {
		p.pen(op.Paint)
	}
	for i := range op.Path {
		s := &op.Path[i]
		switch s.Verb {
		case charts.MoveTo:
			p.points(s.P[:1], 'm')
		case charts.LineTo:
			p.points(s.P[:1], 'l')
		case charts.CurveTo:
			p.points(s.P[:], 'c')
		case charts.Close:
			p.out = append(p.out, "h\n"...)
		}
	}
	switch {
	case fills && strokes:
		p.out = append(p.out, 'B')
	case fills:
		p.out = append(p.out, 'f')
	default:
		p.out = append(p.out, 'S')
	}
	if op.Paint.EvenOdd && fills {
		p.out = append(p.out, '*')
	}
	p.out = append(p.out, '\n')
}

func (p *player) points(points []charts.Point, operator byte) {
	for _, at := range points {
		p.numbers(2, at.X, p.height-at.Y)
	}
	p.out = append(p.out, operator, '\n')
}

// ink sets the colour of areas and of letters.
func (p *player) ink(c charts.Color) {
	if c != p.fill {
		p.color(c, "rg\n")
		p.fill = c
	}
}

func (p *player) pen(paint charts.Paint) {
	if paint.Stroke != p.stroke {
		p.color(paint.Stroke, "RG\n")
		p.stroke = paint.Stroke
	}
	if paint.Width != p.width {
		p.numbers(2, paint.Width)
		p.out = append(p.out, "w\n"...)
		p.width = paint.Width
	}
	if paint.Dash != p.dash {
		p.out = append(p.out, '[')
		if paint.Dash > 0 {
			p.numbers(2, paint.Dash)
		}
		p.out = append(p.out, "] 0 d\n"...)
		p.dash = paint.Dash
	}
}

func (p *player) color(c charts.Color, operator string) {
	r, g, b := c.Parts()
	p.numbers(3, float64(r)/255, float64(g)/255, float64(b)/255)
	p.out = append(p.out, operator...)
}
