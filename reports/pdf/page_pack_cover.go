package pdf

import (
	"slices"
	"strconv"
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPackCover draws the first page: whose pack it is and what is in it on the panel at
// the left; the message, what stands behind it and six figures beside it.
func drawPackCover(s *sheet, p *reports.Pack, list []content) {
	s.title = s.word("pack.section_cover")
	s.coverPanel(p, list)
	from := len(s.Ops)
	free := s.h - s.t.Page.MarginBottom - 8 - s.coverStory(p, 0)
	s.Ops = s.Ops[:from]
	s.coverStory(p, max(0, min(20, free/6)))
}

// coverPanel draws the dark panel with the contents at its foot.
func (s *sheet) coverPanel(p *reports.Pack, list []content) {
	c := &s.t.Colors
	s.Draw(charts.Rect(charts.Box{X: 0, Y: 0, W: coverWidth, H: s.h}), charts.Paint{Fill: c.Cover.c()})
	x, w := 36.0, coverWidth-36-30
	soft := s.t.small().In(c.CoverSoft.c())
	s.Text(x, 52, charts.Fit(s, p.Company, strong(s.t.lead()), w), strong(s.t.lead()).In(c.CoverText.c()))
	y := 118.0
	s.Draw(charts.Rect(charts.Box{X: x, Y: y - 24, W: 26, H: 3}), charts.Paint{Fill: c.AccentMid.c()})
	style := s.t.cover()
	style.Size = 26
	for style.Size > s.t.Sizes.Title && slices.ContainsFunc(strings.Fields(s.word("pack.kind")), func(word string) bool { return s.Width(word, style) > w }) {
		style.Size-- // no word is broken
	}
	y = s.lines(x, y+14, w, s.word("pack.kind"), style, 1.16, 2) + 20
	s.Text(x, y, s.b.Day(p.AsOf), strong(s.t.lead()).In(c.CoverText.c()))
	s.Text(x, y+16, charts.Fit(s, s.word("pack.internal"), soft, w), soft)

	const pitch = 15.5
	top := s.h - 36 - float64(len(list)-1)*pitch
	s.Text(x, top-20, s.word("pack.contents"), strong(soft))
	ink := s.t.small().In(c.CoverText.c())
	for i, item := range list {
		base := top + float64(i)*pitch
		s.Text(x, base, charts.Fit(s, item.title, ink, w-24), ink)
		s.Text(x+w, base, strconv.Itoa(item.page), soft.At(charts.Right))
	}
}

// coverStory draws the right side with so much extra room between its parts and says
// where it ends.
func (s *sheet) coverStory(p *reports.Pack, extra float64) float64 {
	x := coverWidth + coverGap
	w := s.w - s.t.Page.MarginX - x
	y := 68 + extra
	for i, line := range charts.Balance(s, s.say(p.Headline()), s.t.headline(), w, 3) {
		if i > 0 {
			y += s.t.Sizes.Headline * 1.24
		}
		s.Text(x, y, line, s.t.headline())
	}
	y += 34 + extra
	const labels = 84.0
	for _, line := range s.coverLines(p) {
		s.Text(x, y, s.word(line[0]), s.t.label())
		y = s.lines(x+labels, y, w-labels, line[1], s.t.body(), 1.42, 2) + 13
	}
	y += 10 + extra
	figures := s.coverFigures(p)
	for i := 0; i < len(figures); i += 3 {
		y = s.figures(charts.Box{X: x, Y: y, W: w}, figures[i:min(i+3, len(figures))]) + 20 + extra
	}
	return y - 20 - extra
}

// coverLines are what stands behind the message: each a label and a sentence.
func (s *sheet) coverLines(p *reports.Pack) [][2]string {
	var out [][2]string
	for _, line := range []struct {
		label string
		says  reports.Sentence
	}{
		{"pack.line_money", p.Retention.Title()}, {"pack.line_customers", p.Tiers.Title()}, {"pack.line_ahead", p.Outlook.Title(p.Currency)},
		{"pack.line_decide", p.Card.Misses()}, {"pack.line_trust", p.Trust.Title()},
	} {
		if said := s.say(line.says); said != "" {
			out = append(out, [2]string{line.label, said})
		}
	}
	return out
}

// coverFigures are the six figures, those without a value left out.
func (s *sheet) coverFigures(p *reports.Pack) []packFigure {
	var out []packFigure
	add := func(n reports.Number, heading, figure, note string) {
		if n.OK() {
			out = append(out, packFigure{s.word(heading), figure, note})
		}
	}
	b := p.Bridge
	add(b.End, "pack.figure_mrr", s.whole(b.End), s.sayf("pack.figure_mrr_note", reports.Args{"currency": p.Currency, "n": reports.Count(b.EndN.V), "day": b.Until.AddDate(0, 0, -1)}))
	if last := p.Retention.Last(); last != nil {
		note := s.sayf("pack.figure_year_note", reports.Args{"n": reports.Count(last.Customers.V), "day": last.End.AddDate(0, 0, -1)})
		add(last.NRR, "pack.figure_nrr", s.rate(last.NRR), note)
		add(last.GRR, "pack.figure_grr", s.rate(last.GRR), note)
	}
	if v := p.Voice.All; v != nil && v.Shown {
		add(v.NPS, "pack.figure_nps", s.b.Signed(v.NPS.V), s.sayf("pack.figure_nps_note", reports.Args{"n": reports.Count(v.N), "low": reports.Points(v.Low.V), "high": reports.Points(v.High.V)}))
	}
	o := p.Outlook
	if o.Due.N.V > 0 {
		add(o.Expected, "pack.figure_expected", s.whole(o.Expected), s.sayf("pack.figure_expected_note", reports.Args{"due": reports.Count(o.Due.ARR.V), "currency": p.Currency, "n": reports.Count(o.Due.N.V), "day": o.Until}))
	}
	if w := p.Desk.Window; w != nil {
		add(w.FirstReply, "pack.figure_reply", s.b.Duration(w.FirstReply.V), s.sayf("pack.figure_reply_note", reports.Args{"n": reports.Count(w.Replies.V), "from": w.Start, "to": w.End.AddDate(0, 0, -1)}))
	}
	return out
}
