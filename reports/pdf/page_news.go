package pdf

import "quarterdeck/reports/charts"

// news tells what came out lately of what the customer's plan holds.
func (s *sheet) news(b charts.Box) float64 {
	const least = 60 // for the title and one entry
	if b.H < least {
		return b.Y
	}
	inner := s.block(b, s.word("news.title"), "")
	y := inner.Y
	name, about := strong(s.t.small()).In(s.t.Colors.Ink.c()), s.t.small()
	for _, n := range s.q.News {
		lines := charts.Wrap(s, s.quoted(n.About), about, inner.W, 3)
		h := 16 + float64(len(lines))*rowLeading + 8
		if y+h > b.Bottom()+4 {
			break
		}
		s.rule(inner.X, y, inner.W)
		on := s.b.DayShort(n.ReleasedOn)
		s.Text(inner.Right(), y+14, on, s.t.micro().At(charts.Right))
		s.Text(inner.X, y+14, charts.Fit(s, s.quoted(n.Feature), name, inner.W-s.Width(on, s.t.micro())-8), name)
		for i, line := range lines {
			s.Text(inner.X, y+14+float64(i+1)*rowLeading+1, line, about)
		}
		y += h
	}
	return y
}
