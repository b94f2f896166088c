// Package svg writes a recorded picture as SVG, for web pages.
//
// Texts stay real text that can be selected, searched and read aloud, each held to the
// width it was laid out with, so that labels keep apart in any font. The picture has a
// title and a description, and nothing in it can run or load anything: a logo made of
// pixels is inside.
package svg

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"strconv"
	"strings"

	"quarterdeck/reports/charts"
	"quarterdeck/reports/script"
)

// fontFamily is the typeface of the reports, with what browsers have instead.
const fontFamily = "'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"

// Write writes a picture as one SVG element, to be a file of its own or a part of a page.
func Write(w io.Writer, p charts.Picture) error {
	if _, err := io.WriteString(w, String(p)); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return nil
}

// String is the picture as one SVG element.
func String(p charts.Picture) string { return Classed(p, nil) }

// Names are the names of colours, by which a style sheet can give them others.
type Names map[charts.Color]string

// Classed is String with a class beside every colour that has a name: f-NAME where it
// fills, s-NAME where it draws a line. Without a style sheet it looks like String's.
func Classed(p charts.Picture, names Names) string {
	var body strings.Builder
	if p.Paper != 0 {
		fmt.Fprintf(&body, "<rect%s width=%q height=%q fill=%q/>\n", names.class(p.Paper, 0), number(p.Width), number(p.Height), p.Paper)
	}
	for i := range p.Ops {
		switch op := &p.Ops[i]; {
		case op.Path == nil:
			text(&body, op, names)
		case op.Image != nil:
			image(&body, op)
		default:
			path(&body, op, names)
		}
	}
	id := identity(p, body.String())
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s"`, number(p.Width), number(p.Height))
	if p.Language != "" {
		fmt.Fprintf(&out, ` lang="%s" xml:lang="%[1]s"`, escape(p.Language))
	}
	if p.Title == "" && p.Description == "" { // it says nothing the text around it does not
		fmt.Fprintf(&out, ` direction="ltr" aria-hidden="true" font-family="%s">`+"\n", fontFamily)
	} else {
		fmt.Fprintf(&out, ` direction="ltr" role="img" aria-labelledby="%s-t %[1]s-d" font-family="%s">`+"\n", id, fontFamily)
		fmt.Fprintf(&out, "<title id=\"%[1]s-t\">%[2]s</title>\n<desc id=\"%[1]s-d\">%[3]s</desc>\n", id, escape(p.Title), escape(p.Description))
	}
	out.WriteString(body.String())
	out.WriteString("</svg>\n")
	return out.String()
}

// identity names a picture by what it shows, so that several in one page do not share
// a name unless they are the same.
func identity(p charts.Picture, body string) string {
	h := fnv.New64a()
	for _, part := range []string{p.Title, p.Description, body} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return "p" + strconv.FormatUint(h.Sum64(), 16)
}

// class is the attribute for what fills and what draws a line; empty without names.
func (n Names) class(fill, stroke charts.Color) string {
	var classes []string
	if name := n[fill]; name != "" {
		classes = append(classes, "f-"+name)
	}
	if name := n[stroke]; name != "" {
		classes = append(classes, "s-"+name)
	}
	if classes == nil {
		return ""
	}
	return ` class="` + escape(strings.Join(classes, " ")) + `"`
}

func path(out *strings.Builder, op *charts.Op, names Names) {
	fill := op.Paint.Fill != 0
	stroke := op.Paint.Stroke != 0 && op.Paint.Width > 0
	if !fill && !stroke {
		return
	}
	line := op.Paint.Stroke
	if !stroke {
		line = 0
	}
	fmt.Fprintf(out, `<path%s d="`, names.class(op.Paint.Fill, line))
	for i, s := range op.Path {
		step(out, s, i == 0)
	}
	fmt.Fprintf(out, `" fill="%s"`, op.Paint.Fill)
	if op.Paint.EvenOdd && fill {
		out.WriteString(` fill-rule="evenodd"`)
	}
	if stroke {
		fmt.Fprintf(out, ` stroke="%s" stroke-width="%s"`, op.Paint.Stroke, number(op.Paint.Width))
		if op.Paint.Dash > 0 {
			fmt.Fprintf(out, ` stroke-dasharray="%s"`, number(op.Paint.Dash))
		}
	}
	out.WriteString("/>\n")
}

// image puts a picture made of pixels into the box of its step; its data is in the file.
func image(out *strings.Builder, op *charts.Op) {
	b := op.Bounds()
	fmt.Fprintf(out, `<image x="%s" y="%s" width="%s" height="%s" preserveAspectRatio="none" href="data:image/png;base64,%s"/>`+"\n",
		number(b.X), number(b.Y), number(b.W), number(b.H), base64.StdEncoding.EncodeToString(op.Image.PNG))
}

func step(out *strings.Builder, s charts.Step, first bool) {
	n := 1
	switch s.Verb {
	case charts.Close:
		n = 0
	case charts.CurveTo:
		n = 3
	}
	if !first {
		out.WriteByte(' ')
	}
	out.WriteByte(byte(s.Verb))
	for i, p := range s.P[:n] {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(number(p.X))
		out.WriteByte(' ')
		out.WriteString(number(p.Y))
	}
}

// text writes a line of text from its left end. One with right-to-left letters keeps its
// place too, and its first letter says how the whole is read, as on a PDF page.
func text(out *strings.Builder, op *charts.Op, names Names) {
	fmt.Fprintf(out, `<text%s x="%s" y="%s" font-size="%s"`, names.class(op.Style.Color, 0), number(op.X), number(op.Y), number(op.Style.Size))
	if op.Style.Weight == charts.SemiBold {
		out.WriteString(` font-weight="600"`)
	}
	if op.Style.Track != 0 {
		fmt.Fprintf(out, ` letter-spacing="%s"`, number(op.Style.Track/1000*op.Style.Size))
	}
	if op.W > 0 {
		fmt.Fprintf(out, ` textLength="%s" lengthAdjust="spacingAndGlyphs"`, number(op.W))
	}
	if script.RightToLeft(op.Text) {
		out.WriteString(` unicode-bidi="plaintext"`)
	}
	fmt.Fprintf(out, ` fill="%s">%s</text>`+"\n", op.Style.Color, escape(op.Text))
}

// number prints a length with at most three decimals; what is no number is 0.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	s := strconv.FormatFloat(v, 'f', 3, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func escape(s string) string {
	var out strings.Builder
	// EscapeText fails only when the writer does, and this one never does.
	_ = xml.EscapeText(&out, []byte(s))
	return out.String()
}
