package charts

// SharesRow is one bar of StackRows: a value for each part, and beside it Note, how many
// are behind it. A row without any value shows Text, why there is none.
type SharesRow struct {
	Label  string
	Values []float64
	Texts  []string // printed in the pieces that have room
	Note   string
	Text   string
}

// StackRows are bars cut into shares, one below the other, all of the same length: the
// answers of many segments, the tickets of many teams. The parts are named over the
// first bar. Rows that do not fit are counted in a last line.
type StackRows struct {
	Parts []string // from left to right, at most five
	Rows  []SharesRow
	// Survey gives three parts the colours of a Split: detractors, passives, promoters.
	Survey    bool
	NoteTitle string
	More      func(n int) string
}

const (
	stackPitchMax = 25.0
	stackPitchMin = 14.0
)

// Draw puts the bars into the box, from its top.
func (k StackRows) Draw(c Canvas, b Box, s Style) {
	head := s.Label.Size*1.25 + 5
	rows, hidden := fitRows(len(k.Rows), b.H-head, stackPitchMin)
	if rows == 0 {
		return
	}
	pitch := min(stackPitchMax, (b.H-head)/float64(rows+min(1, hidden)))
	labels, notes := 0.0, c.Width(k.NoteTitle, s.Label)
	for _, row := range k.Rows {
		labels, notes = max(labels, c.Width(row.Label, s.Small)), max(notes, c.Width(row.Note, s.Label))
	}
	labels, notes = min(labels, b.W*0.34), min(notes, b.W*0.16)
	track := Box{b.X + labels + 10, b.Y + head, b.W - labels - 10, pitch}
	if notes > 0 {
		track.W -= notes + 12
	}
	k.names(c, Box{track.X, b.Y, track.W, head}, s)
	note := s.Label.At(Right)
	c.Text(b.Right(), b.Y+s.Label.Size, Fit(c, k.NoteTitle, note, notes), note)
	for _, row := range k.Rows[:rows] {
		c.Text(b.X, middle(track.Y, pitch, s.Small), Fit(c, row.Label, s.Small, labels), s.Small.In(s.Body))
		c.Text(b.Right(), middle(track.Y, pitch, s.Label), Fit(c, row.Note, note, notes), note)
		k.bar(c, row, track, s)
		track.Y += pitch
	}
	if hidden > 0 && k.More != nil {
		c.Text(b.X, middle(track.Y, pitch, s.Small), Fit(c, k.More(hidden), s.Small, b.W), s.Small.In(s.Muted))
	}
}

// Height is how high a box must be to show all rows at their full height, but no more
// than limit.
func (k StackRows) Height(limit float64, s Style) float64 {
	return min(limit, s.Label.Size*1.25+5+stackPitchMax*float64(len(k.Rows)))
}

// names writes what the pieces are, in their order and each with its paint.
func (k StackRows) names(c Canvas, b Box, s Style) {
	mark, gap := s.Label.Size*0.72, 14.0
	wanted := 0.0
	for _, name := range k.Parts {
		wanted += mark + 4 + c.Width(name, s.Label) + gap
	}
	most := b.W // of a name, when not all fit at their length
	if n := float64(len(k.Parts)); wanted-gap > b.W {
		most = max(0, b.W/n-mark-4-gap)
	}
	x, y := b.X, b.Y+s.Label.Size*0.64
	for j, name := range k.Parts {
		paint := k.paint(j, s)
		paint.Stroke, paint.Width = s.Ghost, 0.4
		c.Draw(Rect(Box{x, y - mark/2, mark, mark}), paint)
		text := Fit(c, name, s.Label, most)
		c.Text(x+mark+4, b.Y+s.Label.Size, text, s.Label)
		x += mark + 4 + c.Width(text, s.Label) + gap
	}
}

// bar draws one row, in which each piece prints its text where it has room.
func (k StackRows) bar(c Canvas, row SharesRow, b Box, s Style) {
	sum := 0.0
	for _, v := range row.Values[:min(len(row.Values), len(k.Parts))] {
		sum += max(0, finite(v))
	}
	if sum == 0 {
		c.Text(b.X, middle(b.Y, b.H, s.Small), Fit(c, row.Text, s.Small, b.W), s.Small.In(s.Muted))
		return
	}
	thick := min(14, b.H*0.66)
	x := b.X
	for j, v := range row.Values[:min(len(row.Values), len(k.Parts))] {
		w := b.W * max(0, finite(v)) / sum
		piece := Box{x, b.Y + (b.H-thick)/2, w, thick}
		x += w
		if w <= 0 {
			continue
		}
		paint := k.paint(j, s)
		c.Draw(Rect(piece), paint)
		style := s.Label.In(s.inkOn(paint.Fill)).At(Center)
		if j < len(row.Texts) && c.Width(row.Texts[j], style) <= w-5 && thick >= style.Size {
			c.Text(piece.X+w/2, middle(piece.Y, thick, style), row.Texts[j], style)
		}
	}
}

// paint is how a part looks.
func (k StackRows) paint(j int, s Style) Paint {
	if k.Survey && j < 3 {
		return Paint{Fill: [...]Color{s.Caution, s.Grid, s.Accent}[j], Stroke: s.Paper, Width: 0.8}
	}
	return layer(j, s)
}
