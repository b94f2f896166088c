package pdf

import (
	"strconv"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// The list of numbers: columns on a page and the room of a line.
const (
	numberColumns = 3
	numberLeading = 9.2
	numberGap     = 3.4 // above each number
	numberHead    = 21  // a page's name above its numbers
)

// drawNumbers lists every number of the document on as many pages as it takes: its
// id, itself, what it is and where it stands.
func (r *Renderer) drawNumbers(doc *document, q *reports.QBR, numbers []printed) {
	for next := 0; next < len(numbers); {
		s := r.sheet(doc, q)
		note := s.sayf("numbers.note", reports.Args{"command": "quarterdeck explain " + doc.id + "#" + strconv.Itoa(next+1), "file": receiptsFile})
		b := s.head("page.numbers", s.word("numbers.title"), note)
		for column := range numberColumns {
			width := 12 / numberColumns
			next = s.numberColumn(s.span(b, column*width+1, (column+1)*width), numbers, next)
		}
		doc.pages = append(doc.pages, s.page)
	}
}

// numberColumn fills one column and returns the first number that is not in it.
func (s *sheet) numberColumn(b charts.Box, numbers []printed, next int) int {
	y, title := b.Y, ""
	for first := next; next < len(numbers); next++ {
		n := numbers[next]
		line := s.numberLine(b, next, n)
		h := numberGap + float64(max(len(line.what), 1))*numberLeading
		if n.title != title {
			h += numberHead
		}
		if y+h > b.Bottom() && next > first {
			return next
		}
		if n.title != title {
			title = n.title
			y = s.numberHead(b, y, title)
		}
		s.drawNumber(b, y, line)
		below := y + numberGap + float64(max(len(line.what), 1))*numberLeading
		s.doc.rows = append(s.doc.rows, row{page: len(s.doc.pages), box: charts.Box{X: b.X, Y: y, W: b.W, H: below - y}})
		y = below
	}
	return next
}

func (s *sheet) numberHead(b charts.Box, y float64, title string) float64 {
	style := strong(s.t.micro()).In(s.t.Colors.Accent.c())
	s.Text(b.X, y+14, charts.Fit(s, title, style, b.W), style)
	s.rule(b.X, y+18, b.W)
	return y + numberHead
}

// numberLine is what is written of a number.
type numberLine struct {
	id, value, pages string
	what             []string
}

// The columns of a number's line.
const (
	numberID    = 23.0
	numberValue = 49.0
	numberPages = 31.0
)

func (s *sheet) numberLine(b charts.Box, at int, n printed) numberLine {
	style := s.t.micro()
	pages := make([]string, len(n.pages))
	for i, page := range n.pages {
		pages[i] = strconv.Itoa(page)
	}
	return numberLine{
		id:    s.quoted("#" + strconv.Itoa(at+1)),
		value: s.b.Again(n.Entry),
		pages: s.quoted(strings.Join(pages, ", ")),
		what:  charts.Wrap(s, s.b.Name(n.Receipt), style, b.W-numberID-numberValue-numberPages, 3),
	}
}

func (s *sheet) drawNumber(b charts.Box, y float64, n numberLine) {
	quiet := s.t.micro()
	body, bold := quiet.In(s.t.Colors.Body.c()), strong(quiet).In(s.t.Colors.Ink.c())
	base := y + numberGap + quiet.Size*0.8
	s.Text(b.X, base, n.id, quiet)
	x := b.X + numberID
	s.Text(x, base, charts.Fit(s, n.value, bold, numberValue-6), bold)
	for i, line := range n.what {
		s.Text(x+numberValue, base+float64(i)*numberLeading, line, body)
	}
	s.Text(b.Right(), base, charts.Fit(s, n.pages, quiet, numberPages-4), quiet.At(charts.Right))
}
