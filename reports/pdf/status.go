package pdf

import "quarterdeck/reports/charts"

// status draws a status as a sign and a word. Every status has its own shape,
// so it is read without colour.
func (s *sheet) status(x, baseline float64, status string, room float64) {
	style := s.t.small().In(s.t.Colors.Ink.c())
	cx, cy := x+4, baseline-style.Size*0.36
	s.sign(cx, cy, status)
	s.Text(x+13, baseline, charts.Fit(s, s.word("status."+status), style, room-13), style)
}

func (s *sheet) sign(x, y float64, status string) {
	c := &s.t.Colors
	accent, caution, ghost, paper := c.Accent.c(), c.Caution.c(), c.Ghost.c(), c.Paper.c()
	pt := func(dx, dy float64) charts.Point { return charts.Point{X: x + dx, Y: y + dy} }
	switch status {
	case "reached", "done":
		s.Draw(charts.Circle(x, y, 4.2), charts.Paint{Fill: accent})
		s.Draw(charts.Polyline(pt(-1.9, 0.1), pt(-0.5, 1.6), pt(2.0, -1.5)), charts.Paint{Stroke: paper, Width: 1.1})
	case "on_track":
		s.Draw(charts.Circle(x, y, 4.2), charts.Paint{Fill: c.AccentSoft.c(), Stroke: accent, Width: 0.9})
		s.Draw(charts.Polyline(pt(-0.9, -1.9), pt(1.1, 0), pt(-0.9, 1.9)), charts.Paint{Stroke: accent, Width: 1.1})
	case "behind", "late", "risk":
		s.Draw(charts.Triangle(x, y, 4.6), charts.Paint{Fill: caution})
	case "missed":
		s.Draw(charts.Circle(x, y, 4.2), charts.Paint{Fill: caution})
		s.Draw(charts.Polyline(pt(-1.6, -1.6), pt(1.6, 1.6)), charts.Paint{Stroke: paper, Width: 1.1})
		s.Draw(charts.Polyline(pt(-1.6, 1.6), pt(1.6, -1.6)), charts.Paint{Stroke: paper, Width: 1.1})
	case "chance":
		s.Draw(charts.Diamond(x, y, 4.4), charts.Paint{Fill: accent})
	case "dropped":
		s.Draw(charts.Polyline(pt(-3.6, 0), pt(3.6, 0)), charts.Paint{Stroke: ghost, Width: 1.4})
	default: // open, unstated
		s.Draw(charts.Circle(x, y, 3.6), charts.Paint{Fill: paper, Stroke: ghost, Width: 1.1})
	}
}
