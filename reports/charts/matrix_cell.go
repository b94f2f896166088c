package charts

// matrixSign is the room of a cell's sign, which stands left of the text.
const matrixSign = 10.0

// draw puts a cell into its box: the sign of its move and the text, and below the note.
func (e MatrixCell) draw(c Canvas, b Box, notes bool, s Style) {
	fill := e.paint(s)
	box := b
	if fill.Stroke != 0 {
		box = b.Inset(fill.Width/2, fill.Width/2, fill.Width/2, fill.Width/2)
	}
	c.Draw(Rect(box), fill)
	ink := s.inkOn(fill.Fill)
	text := s.Small.In(ink)
	text.Weight = SemiBold
	if e.Move == Nobody {
		text = s.Label.In(s.Muted)
	}
	y := b.Y + b.H/2
	if notes && e.Note != "" {
		y -= s.Label.Size * 0.62
		note := s.Label.In(ink)
		c.Text(b.X+b.W/2, y+s.Small.Size*0.357+s.Label.Size*1.3, e.Note, note.At(Center))
	}
	c.Text(b.X+b.W/2, y+text.Size*0.357, e.Text, text.At(Center))
	if e.Text != "" {
		e.sign(c, b.X+b.W/2-c.Width(e.Text, text)/2-matrixSign*0.6, y, ink, s)
	}
}

// paint is how the field of a move looks.
func (e MatrixCell) paint(s Style) Paint {
	switch e.Move {
	case Stayed:
		return Paint{Fill: s.Grid}
	case Rose:
		return Paint{Fill: s.AccentSoft, Stroke: s.AccentMid, Width: 0.8}
	case Fell:
		return Paint{Fill: s.CautionSoft, Stroke: s.Caution, Width: 0.8}
	case Came:
		return Paint{Fill: s.Accent}
	case Gone:
		return Paint{Fill: s.Caution}
	}
	return Paint{Fill: s.Paper, Stroke: s.Grid, Width: 0.8}
}

// sign draws an arrow for a rise or a fall, a plus for who came, a cross for who left.
func (e MatrixCell) sign(c Canvas, x, y float64, ink Color, s Style) {
	pen := Paint{Stroke: ink, Width: 1.1}
	at := func(dx, dy float64) Point { return Point{x + dx, y + dy} }
	switch e.Move {
	case Rose:
		c.Draw(Triangle(x, y+0.3, 3), Paint{Fill: s.Accent})
	case Fell:
		c.Draw(Triangle(x, y-0.3, -3), Paint{Fill: s.Caution})
	case Came:
		c.Draw(Polyline(at(-2.4, 0), at(2.4, 0)), pen)
		c.Draw(Polyline(at(0, -2.4), at(0, 2.4)), pen)
	case Gone:
		c.Draw(Polyline(at(-1.9, -1.9), at(1.9, 1.9)), pen)
		c.Draw(Polyline(at(-1.9, 1.9), at(1.9, -1.9)), pen)
	}
}
