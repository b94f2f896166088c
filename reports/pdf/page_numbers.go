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
	numberHead    = 21 // a page's name above its numbers
)

// numberGaps are the room above each number, from wide to tight.
func numberGaps() []float64 { return []float64{3.8, 3.2, 2.6, 2, 1.4} }

// The columns of a number's line. That of the numbers is as wide as the widest, up to
// a limit: what a wider one is of stands below it.
const (
	numberID    = 25.0
	numberSpace = 8.0
	numberMost  = 76.0
	numberPages = 32.0
)

// drawNumbers lists every number of the document on as many pages as it takes: its
// id, itself, what it is and where it stands.
func (r *Renderer) drawNumbers(doc *document, q *reports.QBR, numbers []printed) {
	if len(numbers) == 0 {
		return
	}
	var list numberList
	for next := 0; next < len(numbers); {
		s := r.sheet(doc, q)
		b := s.numbersHead(next == 0)
		if next == 0 {
			list = s.numberList(b, numbers)
		}
		b.H = list.level(s.numberBox(b, 0), next)
		for column := range numberColumns {
			next = s.numberColumn(s.numberBox(b, column), list, next)
		}
		doc.pages = append(doc.pages, s.page)
	}
}

// numbersHead begins a page of the list. Only the first says what it is for, the
// others have room for more.
func (s *sheet) numbersHead(first bool) charts.Box {
	if first {
		note := s.sayf("numbers.note", reports.Args{"id": s.doc.id + "#1", "file": receiptsFile})
		return s.head("page.numbers", s.word("numbers.title"), note)
	}
	const raised = 40
	b := s.head("page.numbers", "", "")
	return charts.Box{X: b.X, Y: b.Y - raised, W: b.W, H: b.H + raised}
}

// numberBox is one column of a page.
func (s *sheet) numberBox(b charts.Box, column int) charts.Box {
	width := 12 / numberColumns
	return s.span(b, column*width+1, (column+1)*width)
}

// numberList is all that is written, the room above each number and the width of
// their column.
type numberList struct {
	lines []numberLine
	gap   float64
	value float64
}

// numberLine is what is written of a number.
type numberLine struct {
	id, value, pages, title string
	what                    []string
}

// height is what a number takes, with the name of its page where that is another's.
func (l numberList) height(at int, title string) float64 {
	n := l.lines[at]
	h := l.gap + float64(max(len(n.what), 1))*numberLeading
	if n.title != title {
		h += numberHead
	}
	return h
}

// fill puts numbers from the next on below each other while they fit, and returns the
// first that does not.
func (l numberList) fill(b charts.Box, next int, put func(at int, y float64, headed bool)) int {
	y, title := b.Y, ""
	for first := next; next < len(l.lines); next++ {
		h := l.height(next, title)
		if y+h > b.Bottom() && next > first {
			return next
		}
		headed := l.lines[next].title != title
		title = l.lines[next].title
		put(next, y, headed)
		y += h
	}
	return next
}

// columns is how many columns like the box the numbers from the next on take.
func (l numberList) columns(b charts.Box, next int) int {
	n := 0
	for ; next < len(l.lines); n++ {
		next = l.fill(b, next, func(int, float64, bool) {})
	}
	return n
}

// level is the height at which the columns of the last page end side by side, that of
// the box where the numbers go on.
func (l numberList) level(b charts.Box, next int) float64 {
	full := b.H
	for b.H = numberHead; b.H < full; b.H += numberLeading {
		if l.columns(b, next) <= numberColumns {
			return b.H
		}
	}
	return full
}

// numberList prepares the list, as wide as it may be on the fewest pages.
func (s *sheet) numberList(b charts.Box, numbers []printed) numberList {
	box := s.numberBox(b, 0)
	list := numberList{lines: make([]numberLine, len(numbers))}
	for _, n := range numbers {
		list.value = min(numberMost, max(list.value, s.Width(n.Text, strong(s.t.micro()))+numberSpace))
	}
	for i, n := range numbers {
		list.lines[i] = s.numberLine(box.W-numberID-list.value-numberPages, i, n)
		if s.Width(n.Text, strong(s.t.micro()))+numberSpace > list.value {
			list.lines[i].what = append([]string{""}, list.lines[i].what...)
		}
	}
	pages := func(gap float64) int {
		list.gap = gap
		return (list.columns(box, 0) + numberColumns - 1) / numberColumns
	}
	gaps := numberGaps()
	fewest := pages(gaps[len(gaps)-1])
	for _, gap := range gaps {
		if pages(gap) == fewest {
			break
		}
	}
	return list
}

// numberLine puts a number into words of that width.
func (s *sheet) numberLine(width float64, at int, n printed) numberLine {
	style := s.t.micro()
	pages := make([]string, len(n.pages))
	for i, page := range n.pages {
		pages[i] = strconv.Itoa(page)
	}
	return numberLine{
		id: s.quoted("#" + strconv.Itoa(at+1)), value: s.b.Again(n.Entry), pages: s.quoted(strings.Join(pages, ", ")), title: n.title,
		what: charts.Wrap(s, s.b.Name(n.Receipt), style, width, 2),
	}
}

// numberColumn fills one column and returns the first number that is not in it.
func (s *sheet) numberColumn(b charts.Box, list numberList, next int) int {
	return list.fill(b, next, func(at int, y float64, headed bool) {
		line := list.lines[at]
		if headed {
			style := strong(s.t.micro()).In(s.t.Colors.Accent.c())
			s.Text(b.X, y+13, charts.Fit(s, line.title, style, b.W), style)
			s.rule(b.X, y+17, b.W)
			y += numberHead
		}
		s.drawNumber(b, y+list.gap, line, list.value)
		h := list.gap + float64(max(len(line.what), 1))*numberLeading
		s.doc.rows = append(s.doc.rows, row{page: len(s.doc.pages), box: charts.Box{X: b.X, Y: y, W: b.W, H: h}})
	})
}

func (s *sheet) drawNumber(b charts.Box, y float64, n numberLine, value float64) {
	quiet := s.t.micro()
	body, bold := quiet.In(s.t.Colors.Body.c()), strong(quiet).In(s.t.Colors.Ink.c())
	base := y + quiet.Size*0.8
	s.Text(b.X, base, n.id, quiet)
	x := b.X + numberID
	s.Text(x, base, charts.Fit(s, n.value, bold, b.W-numberID-numberPages), bold)
	for i, line := range n.what {
		s.Text(x+value, base+float64(i)*numberLeading, line, body)
	}
	s.Text(b.Right(), base, charts.Fit(s, n.pages, quiet, numberPages-4), quiet.At(charts.Right))
}
