package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// tiles draws the three figures side by side.
func (s *sheet) tiles(b charts.Box) float64 {
	tiles := s.q.Tiles()
	if len(tiles) == 0 {
		return b.Y - 20
	}
	gap := s.t.Page.Gutter
	w := (b.W - 2*gap) / 3
	bottom := b.Y
	labels := 1 // lines the longest label takes, so that the pictures align
	for _, t := range tiles {
		labels = max(labels, len(charts.Wrap(s, s.say(t.Label), s.t.small(), w, 2)))
	}
	for i, t := range tiles {
		box := charts.Box{X: b.X + float64(i)*(w+gap), Y: b.Y, W: w, H: b.H}
		bottom = max(bottom, s.tile(box, t, labels))
	}
	return bottom
}

func (s *sheet) tile(b charts.Box, t reports.Tile, labels int) float64 {
	c := &s.t.Colors
	s.Draw(charts.Polyline(charts.Point{X: b.X, Y: b.Y}, charts.Point{X: b.Right(), Y: b.Y}), charts.Paint{Stroke: c.Accent.c(), Width: 1.6})
	s.Text(b.X, b.Y+17, charts.Fit(s, s.word(t.Heading), s.t.label(), b.W), s.t.label())
	figure := s.t.figure()
	y := b.Y + 17 + figure.Size + 8
	s.Text(b.X, y, charts.Fit(s, s.say(t.Figure), figure, b.W), figure)
	s.lines(b.X, y+15, b.W, s.say(t.Label), s.t.small(), 1.35, 2)
	y += 15 + float64(labels-1)*s.t.Sizes.Small*1.35 + s.t.Sizes.Small*0.55
	s.tileChart(charts.Box{X: b.X, Y: y + 9, W: b.W, H: 24}, t)
	y += 9 + 24
	if change := s.say(t.Change); change != "" {
		at := b.X
		if t.Way != 0 {
			ink := c.Accent.c()
			if t.Way < 0 {
				ink = c.Caution.c()
			}
			s.Draw(charts.Triangle(b.X+4, y+12.5, 3.6*float64(t.Way)), charts.Paint{Fill: ink})
			at += 12
		}
		y = s.lines(at, y+15, b.Right()-at, change, s.t.small().In(c.Ink.c()), 1.3, 2)
	}
	return y
}

// tileChart draws the small picture of a figure: its weeks, its range, or its
// part of the whole.
func (s *sheet) tileChart(b charts.Box, t reports.Tile) {
	style := s.t.charts()
	switch {
	case len(t.Spark) > 1:
		charts.Spark{Values: t.Spark}.Draw(s, b, style)
	case t.Range != nil:
		charts.Interval{Low: t.Range.Low, Value: t.Range.Value, High: t.Range.High, From: -100, To: 100, Format: s.b.Scale(s.b.Signed)}.
			Draw(s, charts.Box{X: b.X, Y: b.Y + 2, W: b.W, H: b.H}, style)
	case t.Part.OK():
		charts.Meter{Value: t.Part.V, Whole: 1}.Draw(s, charts.Box{X: b.X, Y: b.Y + 8, W: b.W, H: 9}, style)
	}
}

// note prints the manager's words with name and date and returns where they end.
func (s *sheet) note(b charts.Box) float64 {
	n := s.q.Note
	if n == nil || b.H < 60 {
		return b.Y - 24
	}
	c := &s.t.Colors
	style := s.t.body()
	limit := min(7, int((b.H-34)/(style.Size*1.45)))
	lines := charts.Wrap(s, s.quoted(n.Text), style, b.W-36, limit)
	h := float64(len(lines))*style.Size*1.45 + 36
	s.Draw(charts.Rect(charts.Box{X: b.X, Y: b.Y, W: b.W, H: h}), charts.Paint{Fill: c.Wash.c()})
	s.Draw(charts.Rect(charts.Box{X: b.X, Y: b.Y, W: 2.4, H: h}), charts.Paint{Fill: c.Accent.c()})
	for i, line := range lines {
		s.Text(b.X+18, b.Y+20+float64(i)*style.Size*1.45, line, style)
	}
	by := s.sayf("note.by", reports.Args{"author": n.Author, "on": n.On})
	s.Text(b.X+18, b.Y+h-12, charts.Fit(s, by, s.t.label(), b.W-36), s.t.label())
	return b.Y + h
}

// nothingYet says what the review would hold where there are no figures, and
// returns the box below.
func (s *sheet) nothingYet(b charts.Box) charts.Box {
	if len(s.q.Missing) == 0 {
		return b
	}
	note := 0.0
	if s.q.Note != nil {
		note = 150
	}
	inner := s.block(b, s.word("data.missing"), "")
	inner.H -= note
	y := s.plain(inner, 0.46, s.gapRows()) + 24
	return charts.Box{X: b.X, Y: y, W: b.W, H: b.Bottom() - y}
}
