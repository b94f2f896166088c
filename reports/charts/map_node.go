package charts

// draw puts a node into its box: the title in one or two lines, and under it the
// sign and the note.
func (n MapNode) draw(c Canvas, b Box, s Style) {
	fill, ink, soft := n.colors(s)
	c.Draw(RoundRect(b.Inset(0.5, 0.5, 0.5, 0.5), 4), fill)
	title := s.Small.In(ink)
	title.Weight = SemiBold
	room := b.W - 16
	limit := 2
	if b.H < 40 {
		limit = 1
	}
	lines := Balance(c, n.Title, title, room, limit)
	const leading, under = 1.18, 4.0
	height := float64(len(lines)) * title.Size * leading
	if n.Note != "" {
		height += under + s.Label.Size
	}
	y := b.Y + (b.H-height)/2 + title.Size*0.92
	for i, line := range lines {
		c.Text(b.X+8, y+float64(i)*title.Size*leading, line, title)
	}
	if n.Note == "" {
		return
	}
	base := b.Y + (b.H+height)/2 - s.Label.Size*0.12
	left := b.X + 8
	if n.sign(c, left+3.6, base-s.Label.Size*0.357, s) {
		left += 11
	}
	c.Text(left, base, Fit(c, n.Note, s.Label, b.Right()-8-left), s.Label.In(soft))
}

// colors are the box's paint and those of title and note.
func (n MapNode) colors(s Style) (box Paint, ink, soft Color) {
	switch n.Look {
	case Good:
		return Paint{Fill: s.AccentSoft, Stroke: s.Accent, Width: 1}, s.Ink, s.Ink
	case Near:
		return Paint{Fill: s.Paper, Stroke: s.Caution, Width: 1.6}, s.Ink, s.Ink
	case Bad:
		return Paint{Fill: s.Caution, Stroke: s.Caution, Width: 1}, s.Paper, s.Paper
	case Unknown:
		return Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 1}, s.Ink, s.Body
	}
	return Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 0.8, Dash: 2.2}, s.Ink, s.Muted
}

// sign draws the shape of the look, if it has one.
func (n MapNode) sign(c Canvas, x, y float64, s Style) bool {
	at := func(dx, dy float64) Point { return Point{x + dx, y + dy} }
	switch n.Look {
	case Good:
		c.Draw(Circle(x, y, 3.7), Paint{Fill: s.Accent})
		c.Draw(Polyline(at(-1.7, 0.1), at(-0.4, 1.4), at(1.8, -1.4)), Paint{Stroke: s.Paper, Width: 1})
	case Near:
		c.Draw(Triangle(x, y+0.4, 3.9), Paint{Fill: s.Paper, Stroke: s.Caution, Width: 1.1})
	case Bad:
		c.Draw(Circle(x, y, 3.7), Paint{Fill: s.Paper})
		c.Draw(Polyline(at(-1.4, -1.4), at(1.4, 1.4)), Paint{Stroke: s.Caution, Width: 1.1})
		c.Draw(Polyline(at(-1.4, 1.4), at(1.4, -1.4)), Paint{Stroke: s.Caution, Width: 1.1})
	case Unknown:
		c.Draw(Circle(x, y, 3.2), Paint{Fill: s.Paper, Stroke: s.Ghost, Width: 1})
	default:
		return false
	}
	return true
}
