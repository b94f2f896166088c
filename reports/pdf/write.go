package pdf

import (
	"bytes"
	"cmp"
	"io"
	"strconv"

	"github.com/go-pdf/fpdf"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/marks"
)

// write plays the recorded pages into a PDF. Dates come from the facts, and
// the library sorts its catalogues, so the bytes depend on nothing else.
func (r *Renderer) write(w io.Writer, doc *document) error {
	width, height := r.theme.size()
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
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
	fonts := &embedder{f: f, face: r.face, done: map[*font]bool{}}
	fonts.set(r.face.chain[charts.Regular][0], 10)
	fonts.add(r.face.chain[charts.SemiBold][0])
	if doc.receipts != nil {
		f.SetAttachments([]fpdf.Attachment{{Content: doc.receipts, Filename: receiptsFile}})
	}
	for _, p := range doc.pages {
		f.AddPage()
		f.Bookmark(marks.Strip(p.title), 0, 0)
		player := player{f: f, fonts: fonts, dash: -1} // the library carries dashes over to the next page
		for i := range p.Ops {
			player.play(&p.Ops[i])
		}
	}
	r.linkNumbers(f, doc)
	if err := f.Error(); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return err
	}
	whole, err := finish(out.Bytes(), doc.hash)
	if err != nil {
		return err
	}
	_, err = w.Write(whole)
	return err
}

// player writes steps into one page and keeps the state it has set, so that
// only changes are written.
type player struct {
	f      *fpdf.Fpdf
	fonts  *embedder
	fill   charts.Color
	stroke charts.Color
	ink    charts.Color
	width  float64
	dash   float64
	font   *font
	size   float64
	track  float64
}

func (p *player) play(op *charts.Op) {
	if op.Path == nil {
		p.text(op)
		return
	}
	p.path(op)
}

func (p *player) text(op *charts.Op) {
	if op.Style.Color != p.ink {
		r, g, b := op.Style.Color.Parts()
		p.f.SetTextColor(int(r), int(g), int(b))
		p.ink = op.Style.Color
	}
	if track := op.Style.Track / 1000 * op.Style.Size; track != p.track {
		p.f.RawWriteStr(strconv.FormatFloat(track, 'f', 3, 64) + " Tc\n")
		p.track = track
	}
	p.line(op)
}

func (p *player) path(op *charts.Op) {
	if op.Image != nil {
		p.image(op)
		return
	}
	style := ""
	if c := op.Paint.Fill; c != 0 {
		style = "F"
		if c != p.fill {
			r, g, b := c.Parts()
			p.f.SetFillColor(int(r), int(g), int(b))
			p.fill = c
		}
	}
	if c := op.Paint.Stroke; c != 0 && op.Paint.Width > 0 {
		style += "D"
		p.pen(op.Paint)
	}
	if style == "" {
		return
	}
	for _, s := range op.Path {
		switch s.Verb {
		case charts.MoveTo:
			p.f.MoveTo(s.P[0].X, s.P[0].Y)
		case charts.LineTo:
			p.f.LineTo(s.P[0].X, s.P[0].Y)
		case charts.CurveTo:
			p.f.CurveBezierCubicTo(s.P[0].X, s.P[0].Y, s.P[1].X, s.P[1].Y, s.P[2].X, s.P[2].Y)
		case charts.Close:
			p.f.ClosePath()
		}
	}
	if op.Paint.EvenOdd && op.Paint.Fill != 0 {
		style += "*"
	}
	p.f.DrawPath(style)
}

func (p *player) pen(paint charts.Paint) {
	if paint.Stroke != p.stroke {
		r, g, b := paint.Stroke.Parts()
		p.f.SetDrawColor(int(r), int(g), int(b))
		p.stroke = paint.Stroke
	}
	if paint.Width != p.width {
		p.f.SetLineWidth(paint.Width)
		p.width = paint.Width
	}
	if paint.Dash != p.dash {
		if paint.Dash > 0 {
			p.f.SetDashPattern([]float64{paint.Dash, paint.Dash}, 0)
		} else {
			p.f.SetDashPattern(nil, 0)
		}
		p.dash = paint.Dash
	}
}
