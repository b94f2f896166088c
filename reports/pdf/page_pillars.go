package pdf

import (
	"math"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// drawPillars draws the pillars as lanes across the four levels, with what each
// level looks like.
func drawPillars(s *sheet, m *reports.Maturity) {
	note := s.sayf("pillars.note", reports.Args{"n": reports.Count(m.Assessed), "of": reports.Count(len(m.Pillars))})
	b := s.head("pillars.section", s.maturityMessage(m), note)
	g := newPillarGrid(b, len(m.Pillars))
	head := s.t.label()
	s.Text(g.title.X, b.Y+head.Size, s.word("pillars.pillar"), head)
	for level, key := range levelKeys() {
		s.Text(g.columns[level].X+6, b.Y+head.Size, s.word(key), head)
	}
	for i, p := range m.Pillars {
		y := b.Y + pillarHead + float64(i)*g.pitch
		if y+g.pitch > b.Bottom()-pillarFoot+0.01 {
			s.Text(b.X, y+10, s.sayf("pillars.more", reports.Args{"n": reports.Count(len(m.Pillars) - i)}), s.t.small())
			break
		}
		s.pillar(p, g, y)
	}
	s.pillarLegend(charts.Box{X: b.X, Y: b.Bottom() - 8, W: b.W, H: 8})
}

const (
	pillarHead  = 15.0
	pillarFoot  = 16.0
	pillarTitle = 150.0
	pillarNone  = 46.0
)

func levelKeys() []string {
	return []string{"pillars.level_none", "pillars.level_basic", "pillars.level_intermediate", "pillars.level_advanced"}
}

// pillarGrid is where the columns stand.
type pillarGrid struct {
	title   charts.Box
	columns [4]charts.Box
	pitch   float64
}

func newPillarGrid(b charts.Box, rows int) pillarGrid {
	g := pillarGrid{title: charts.Box{X: b.X, W: pillarTitle}}
	g.pitch = math.Max(24, math.Min(44, (b.H-pillarHead-pillarFoot)/math.Max(1, float64(rows))))
	x := b.X + pillarTitle
	wide := (b.Right() - x - pillarNone) / 3
	for level := range g.columns {
		w := wide
		if level == reports.LevelNone {
			w = pillarNone
		}
		g.columns[level] = charts.Box{X: x, W: w}
		x += w
	}
	return g
}

// maturityMessage says the score and how it moved.
func (s *sheet) maturityMessage(m *reports.Maturity) string {
	args := reports.Args{"score": reports.Share(m.Score.V), "previous": reports.Share(m.Previous.V), "n": reports.Count(m.Assessed), "of": reports.Count(len(m.Pillars))}
	switch change := math.Round(100*m.Score.V) - math.Round(100*m.Previous.V); {
	case !m.Score.OK():
		return s.word("pillars.nobody")
	case !m.Previous.OK():
		return s.sayf("pillars.judged", args)
	case change > 0:
		return s.sayf("pillars.up", args)
	case change < 0:
		return s.sayf("pillars.down", args)
	}
	return s.sayf("pillars.same", args)
}

// pillar draws one lane.
func (s *sheet) pillar(p reports.Pillar, g pillarGrid, y float64) {
	c := &s.t.Colors
	s.rule(g.title.X, y, g.columns[3].Right()-g.title.X)
	style := strong(s.t.small()).In(c.Ink.c())
	s.Text(g.title.X, y+12, charts.Fit(s, p.Title, style, g.title.W-10), style)
	s.Text(g.title.X, y+21.5, charts.Fit(s, s.judged(p), s.t.micro(), g.title.W-10), s.t.micro())
	texts := [4]string{"", p.Basic, p.Intermediate, p.Advanced}
	if p.Level == reports.LevelNone {
		texts[reports.LevelNone] = s.word("pillars.level_none")
	}
	for level, column := range g.columns {
		cell := charts.Box{X: column.X, Y: y, W: column.W, H: g.pitch}.Inset(1.5, 1.5, 1.5, 1.5)
		ink := s.t.micro()
		switch {
		case level == p.Level && p.Level == reports.LevelNone:
			s.Draw(charts.RoundRect(cell, 3), charts.Paint{Fill: c.CautionSoft.c(), Stroke: c.Caution.c(), Width: 1})
		case level == p.Level:
			s.Draw(charts.RoundRect(cell, 3), charts.Paint{Fill: c.AccentSoft.c(), Stroke: c.Accent.c(), Width: 1})
			ink = ink.In(c.Ink.c())
		case level == p.Before:
			s.Draw(charts.RoundRect(cell, 3), charts.Paint{Stroke: c.Ghost.c(), Width: 0.9, Dash: 2.2})
		}
		room := cell.W - 12
		if level == p.Suggested {
			room -= 9
			s.Draw(charts.Diamond(cell.Right()-8, cell.Y+8, 3.6), charts.Paint{Fill: c.Paper.c(), Stroke: c.Ink.c(), Width: 1})
		}
		lines := charts.Wrap(s, texts[level], ink, room, max(1, int((cell.H-4)/9)))
		top := cell.Y + (cell.H-float64(len(lines))*9)/2 + 7
		for k, line := range lines {
			s.Text(cell.X+5, top+float64(k)*9, line, ink)
		}
	}
}

// judged says when, and how the level moved.
func (s *sheet) judged(p reports.Pillar) string {
	switch {
	case p.Level == reports.NotJudged:
		return s.word("pillars.not_judged")
	case p.Stale:
		return s.sayf("pillars.stale", reports.Args{"day": p.JudgedOn})
	case p.Before != reports.NotJudged && p.Level != p.Before:
		return s.sayf("pillars.change", reports.Args{"change": s.b.Signed(float64(p.Level - p.Before)), "day": p.BeforeOn})
	}
	return s.sayf("pillars.on", reports.Args{"day": p.JudgedOn})
}

// pillarLegend names the three marks.
func (s *sheet) pillarLegend(b charts.Box) {
	c, style, x := &s.t.Colors, s.t.micro(), b.X
	entry := func(key string, mark func(box charts.Box)) {
		mark(charts.Box{X: x, Y: b.Y, W: 12, H: 8})
		s.Text(x+17, b.Y+6.8, s.word(key), style)
		x += 17 + s.Width(s.word(key), style) + 22
	}
	entry("pillars.legend_now", func(box charts.Box) {
		s.Draw(charts.RoundRect(box, 2), charts.Paint{Fill: c.AccentSoft.c(), Stroke: c.Accent.c(), Width: 1})
	})
	entry("pillars.legend_before", func(box charts.Box) {
		s.Draw(charts.RoundRect(box, 2), charts.Paint{Stroke: c.Ghost.c(), Width: 0.9, Dash: 2.2})
	})
	entry("pillars.legend_data", func(box charts.Box) {
		s.Draw(charts.Diamond(box.X+6, box.Y+4, 3.6), charts.Paint{Fill: c.Paper.c(), Stroke: c.Ink.c(), Width: 1})
	})
}
