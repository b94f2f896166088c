package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
	"quarterdeck/reports/wording"
)

// sheet is a page being drawn, with all a page needs at hand.
type sheet struct {
	*page
	t    *Theme
	b    *wording.Book
	q    *reports.QBR
	doc  *document
	from string // who sends it, printed at the top right
	w, h float64
}

func (s *sheet) say(x reports.Sentence) string { return s.b.Say(x) }

func (s *sheet) sayf(key string, args reports.Args) string { return s.b.Say(reports.Say(key, args)) }

func (s *sheet) word(key string) string { return s.b.Text(key) }

// content is the page inside its margins.
func (s *sheet) content() charts.Box {
	p := s.t.Page
	return charts.Box{X: p.MarginX, Y: p.MarginTop, W: s.w - 2*p.MarginX, H: s.h - p.MarginTop - p.MarginBottom}
}

// span is columns from..to (1 to 12) of a box.
func (s *sheet) span(b charts.Box, from, to int) charts.Box {
	n, g := float64(s.t.Page.Columns), s.t.Page.Gutter
	col := (b.W - (n-1)*g) / n
	x := b.X + float64(from-1)*(col+g)
	return charts.Box{X: x, Y: b.Y, W: float64(to-from+1)*col + float64(to-from)*g, H: b.H}
}

// head writes the page's section, its message and a line below, and returns
// the free box.
func (s *sheet) head(section string, message, note string) charts.Box {
	b := s.content()
	s.title = s.word(section)
	label := strong(s.t.small()).In(s.t.Colors.Accent.c())
	s.Text(b.X, b.Y+label.Size, s.title, label)
	s.Text(b.Right(), b.Y+label.Size, charts.Fit(s, s.b.Quoted(s.from), s.t.small().In(s.t.Colors.Muted.c()), b.W/2), s.t.small().In(s.t.Colors.Muted.c()).At(charts.Right))
	s.Draw(charts.Polyline(charts.Point{X: b.X, Y: b.Y + 17}, charts.Point{X: b.Right(), Y: b.Y + 17}), charts.Paint{Stroke: s.t.Colors.Rule.c(), Width: 0.6})
	y := b.Y + 53
	for i, line := range charts.Balance(s, message, s.t.headline(), b.W*0.92, 2) {
		y = b.Y + 53 + float64(i)*s.t.Sizes.Headline*1.22
		s.Text(b.X, y, line, s.t.headline())
	}
	if note != "" {
		y = s.lines(b.X, y+20, b.W, note, s.t.body().In(s.t.Colors.Muted.c()), 1.4, 2)
	}
	y += 18
	return charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}
}

// lines writes a paragraph with its first baseline near y + size and returns
// the y below it.
func (s *sheet) lines(x, y, width float64, text string, style charts.TextStyle, leading float64, limit int) float64 {
	lines := charts.Wrap(s, text, style, width, limit)
	for i, line := range lines {
		s.Text(x, y+float64(i)*style.Size*leading, line, style)
	}
	if len(lines) == 0 {
		return y
	}
	return y + float64(len(lines)-1)*style.Size*leading + style.Size*0.55
}

// block writes a block's message and note and returns the box below.
func (s *sheet) block(b charts.Box, title, note string) charts.Box {
	y := b.Y
	for _, line := range charts.Balance(s, title, s.t.title(), b.W, 2) {
		y += s.t.Sizes.Title * 1.22
		s.Text(b.X, y, line, s.t.title())
	}
	if note != "" {
		y = s.lines(b.X, y+14, b.W, note, s.t.small().In(s.t.Colors.Muted.c()), 1.35, 2)
	}
	y += 9
	return charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}
}

func (s *sheet) rule(x, y, w float64) {
	s.Draw(charts.Polyline(charts.Point{X: x, Y: y}, charts.Point{X: x + w, Y: y}), charts.Paint{Stroke: s.t.Colors.Rule.c(), Width: 0.6})
}

// number prints a number that needs no receipt, as internal documents do, or the sign
// for why there is none.
func (s *sheet) number(n reports.Number, form func(float64) string) string {
	switch n.State {
	case reports.Known:
		return form(n.V)
	case reports.NotApplicable:
		return s.word("value_state.na")
	}
	return s.word("value_state.missing")
}

func (s *sheet) count(v float64) string { return s.b.Count(v) }

// tell prints a number in its form, or the sign for why there is none.
func (s *sheet) tell(t reports.Told) string { return s.b.Tell(t) }

// quoted is a text of people or systems, printed as it is.
func (s *sheet) quoted(text string) string { return s.b.Quoted(text) }

// more is the line that counts what did not fit.
func (s *sheet) more(key string) func(n int) string {
	return func(n int) string { return s.sayf(key, reports.Args{"n": leftOut(n)}) }
}

// leftOut counts what a page does not show for want of room.
func leftOut(n int) reports.Told {
	return reports.Counted(n, reports.Say("receipt.left_out", nil)).Count()
}
