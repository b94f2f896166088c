package pdf

import (
	"slices"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

const (
	coverWidth = 262.0 // the dark panel of the first page
	coverGap   = 42.0
)

// drawSummary draws the first page: who and when on the panel at the left; the
// message, the three lines, the three figures and the manager's note beside it.
func drawSummary(s *sheet) bool {
	s.title = s.word("page.summary")
	s.cover()
	// The parts are drawn once to learn their height, then with the free room
	// shared out between them.
	from := len(s.Ops)
	free := s.h - s.t.Page.MarginBottom - 14 - s.story(0)
	s.Ops = s.Ops[:from]
	s.story(max(0, min(34, free/5)))
	return true
}

// story draws the right side with so much extra room between its parts and
// returns where it ends.
func (s *sheet) story(extra float64) float64 {
	x := coverWidth + coverGap
	w := s.w - s.t.Page.MarginX - x
	y := 68 + extra
	for i, line := range charts.Balance(s, s.say(s.q.Headline()), s.t.headline(), w, 3) {
		if i > 0 {
			y += s.t.Sizes.Headline * 1.24
		}
		s.Text(x, y, line, s.t.headline())
	}
	y = s.threeLines(x, y+36+extra, w)
	if len(s.q.Tiles()) == 0 {
		box := charts.Box{X: x, Y: y + 26 + extra, W: w, H: s.h - s.t.Page.MarginBottom - y - 26 - extra}
		return s.note(s.nothingYet(box))
	}
	y = s.tiles(charts.Box{X: x, Y: y + 22 + extra, W: w})
	return s.note(charts.Box{X: x, Y: y + 24 + extra, W: w, H: s.h - s.t.Page.MarginBottom - y - 24 - extra})
}

// cover draws the panel.
func (s *sheet) cover() {
	c := &s.t.Colors
	s.Draw(charts.Rect(charts.Box{X: 0, Y: 0, W: coverWidth, H: s.h}), charts.Paint{Fill: c.Cover.c()})
	x, w := 36.0, coverWidth-36-30
	soft := s.t.small().In(c.CoverSoft.c())
	white := s.t.body().In(c.CoverText.c())
	s.supplier(x, w)
	s.customerLogo(x, w)

	kind := "document.kind"
	if s.q.First {
		kind = "document.kind_first"
	}
	name := s.coverName(w)
	y := 178.0
	s.Draw(charts.Rect(charts.Box{X: x, Y: y - 32, W: 26, H: 3}), charts.Paint{Fill: c.AccentMid.c()})
	s.Text(x, y, s.word(kind), s.t.body().In(c.CoverSoft.c()))
	y += 14 + name.Size
	y = s.lines(x, y, w, s.quoted(s.q.Customer.Name), name, 1.16, 4)
	y += 26
	s.Text(x, y, s.b.Period(s.q.Period), strong(s.t.lead()).In(c.CoverText.c()))
	s.Text(x, y+16, s.sayf("document.range", reports.Args{"from": s.q.Period.Start, "to": s.q.Period.Last()}), soft)

	s.people(x, w, y+40, soft, white)
}

// coverName is the size at which a customer's name takes at most three lines
// and no word is broken.
func (s *sheet) coverName(w float64) charts.TextStyle {
	style := s.t.cover()
	for style.Size > 16 {
		lines := charts.Wrap(s, s.q.Customer.Name, style, w, 0)
		if len(lines) <= 3 && s.wholeWords(style, w) {
			return style
		}
		style.Size -= 2
	}
	return style
}

func (s *sheet) wholeWords(style charts.TextStyle, w float64) bool {
	word := ""
	for _, r := range s.q.Customer.Name + " " {
		if r != ' ' {
			word += string(r)
			continue
		}
		if s.Width(word, style) > w {
			return false
		}
		word = ""
	}
	return true
}

// people lists both sides at the foot of the panel, from the bottom up. Long names
// and roles take a second line where that stays below the panel's other half.
func (s *sheet) people(x, w, above float64, soft, white charts.TextStyle) {
	const perSide, label = 3, 20.0
	for _, lines := range [][2]int{{2, 2}, {2, 1}, {1, 1}} { // of a name and of a role
		from := len(s.Ops)
		y := s.h - 38
		for _, side := range []reports.Side{reports.Them, reports.Us} {
			var rows []reports.Person
			for _, p := range s.q.People {
				if p.Side == side && len(rows) < perSide {
					rows = append(rows, p)
				}
			}
			if len(rows) == 0 {
				continue
			}
			for _, p := range slices.Backward(rows) {
				y = s.person(p, x, y, w, lines, soft, white)
			}
			s.Text(x, y+17-label, s.word("people."+string(side)), strong(soft))
			y -= 14 + label
		}
		if y > above || lines[0] == 1 {
			return
		}
		s.Ops = s.Ops[:from]
	}
}

// person writes a name over its role so that the last line stands at y, and returns
// where the next person above ends.
func (s *sheet) person(p reports.Person, x, y, w float64, limit [2]int, soft, white charts.TextStyle) float64 {
	roles := charts.Wrap(s, s.quoted(p.Role), soft, w, limit[1])
	for i, line := range slices.Backward(roles) {
		s.Text(x, y-float64(len(roles)-1-i)*rowLeading, line, soft)
	}
	y -= float64(len(roles)) * 12
	names := charts.Wrap(s, s.quoted(p.Name), white, w, limit[0])
	for i, line := range slices.Backward(names) {
		s.Text(x, y-float64(len(names)-1-i)*13, line, white)
	}
	return y - float64(len(names))*13 - 4
}

// threeLines says what was wanted, what came of it and what we ask.
func (s *sheet) threeLines(x, y, w float64) float64 {
	got := ""
	for _, sentence := range s.q.Got() {
		if got != "" {
			got += " "
		}
		got += s.say(sentence)
	}
	labels := 92.0
	for _, key := range []string{"wanted.title", "got.title", "ask.title"} { // some languages take longer
		labels = min(w*0.3, max(labels, s.Width(s.word(key), s.t.label())+12))
	}
	for _, line := range [][2]string{
		{"wanted.title", s.say(s.q.Wanted())}, {"got.title", got}, {"ask.title", s.say(s.q.Ask())},
	} {
		if line[1] == "" {
			continue
		}
		style := s.t.body()
		s.Text(x, y, charts.Fit(s, s.word(line[0]), s.t.label(), labels-8), s.t.label())
		y = s.lines(x+labels, y, w-labels, line[1], style, 1.42, 2) + 14
	}
	return y - 14
}
