package charts

// Matrix shows where things went between two days: rows are where they were, columns
// where they are. Each move has its own fill and sign, so that it is read without
// colour. A matrix that would not be legible is not drawn; TooMany says so.
type Matrix struct {
	RowTitle, ColumnTitle string
	Rows, Columns         []string
	Cells                 [][]MatrixCell // by row, then by column
	// RowTotals and ColumnTotals stand at the right and below, nil for none, under
	// and beside TotalTitle.
	RowTotals, ColumnTotals []string
	TotalTitle              string
	TooMany                 string
}

// MatrixCell is one field: Text in it, and under it Note where there is room for all
// notes.
type MatrixCell struct {
	Text, Note string
	Move       Move
}

// Move is what a field of a matrix means.
type Move uint8

// The moves.
const (
	Nobody Move = iota // an empty field
	Stayed
	Rose
	Fell
	Came // was nowhere before
	Gone // is nowhere now
)

const (
	matrixWidthMax = 88.0
	matrixPitchMax = 36.0
	matrixPitchMin = 14.0
)

// Draw puts the matrix into the box, from its top.
func (m Matrix) Draw(c Canvas, b Box, s Style) {
	if len(m.Rows) == 0 || len(m.Columns) == 0 {
		return
	}
	l, ok := m.layout(c, b, s)
	if !ok {
		c.Text(b.X, b.Y+s.Small.Size, Fit(c, m.TooMany, s.Small, b.W), s.Small)
		return
	}
	m.heads(c, b, l, s)
	strong := s.Small.In(s.Ink)
	strong.Weight = SemiBold
	for i, name := range m.Rows {
		y := l.grid.Y + float64(i)*l.pitch
		c.Text(b.X, middle(y, l.pitch, s.Small), Fit(c, name, s.Small, l.labels), s.Small.In(s.Body))
		for k := range m.Columns {
			cell := MatrixCell{}
			if i < len(m.Cells) && k < len(m.Cells[i]) {
				cell = m.Cells[i][k]
			}
			box := Box{l.grid.X + float64(k)*l.width, y, l.width, l.pitch}
			cell.draw(c, box.Inset(0, 0, heatGap, heatGap), l.notes, s)
		}
		if i < len(m.RowTotals) {
			c.Text(l.grid.Right()+l.width/2, middle(y, l.pitch, strong), m.RowTotals[i], strong.At(Center))
		}
	}
	if m.ColumnTotals == nil {
		return
	}
	base := l.grid.Bottom() + 4 + strong.Size
	c.Text(b.X, base, Fit(c, m.TotalTitle, s.Small, l.labels), s.Small.In(s.Muted))
	for k := range m.Columns[:min(len(m.Columns), len(m.ColumnTotals))] {
		c.Text(l.grid.X+(float64(k)+0.5)*l.width-heatGap/2, base, m.ColumnTotals[k], strong.At(Center))
	}
}

// Height is how high a box of this width must be to show all rows at their full
// height, but no more than limit.
func (m Matrix) Height(c Canvas, width, limit float64, s Style) float64 {
	l, ok := m.layout(c, Box{W: width, H: limit}, s)
	if !ok {
		return min(limit, s.Small.Size*1.4)
	}
	return min(limit, l.grid.Bottom()+m.foot(s))
}

// matrixLayout is where the parts of a matrix stand.
type matrixLayout struct {
	labels       float64 // width of the names of rows
	grid         Box
	width, pitch float64 // of a cell, with its gap
	heads        [][]string
	notes        bool // all notes have room
}

func (m Matrix) layout(c Canvas, b Box, s Style) (l matrixLayout, ok bool) {
	l.labels = max(c.Width(m.RowTitle, s.Label), c.Width(m.TotalTitle, s.Small))
	for _, name := range m.Rows {
		l.labels = max(l.labels, c.Width(name, s.Small))
	}
	l.labels = min(l.labels, b.W*0.3)
	columns := float64(len(m.Columns))
	across := columns
	if m.RowTotals != nil {
		across++
	}
	l.width = min(matrixWidthMax, (b.W-l.labels-10)/across)
	lines := 1
	for _, name := range m.Columns {
		l.heads = append(l.heads, wrapWords(c, name, s.Label, l.width-4, 2))
		lines = max(lines, len(l.heads[len(l.heads)-1]))
	}
	if m.ColumnTitle != "" {
		lines++
	}
	head := float64(lines)*s.Label.Size*1.25 + 5
	l.pitch = min(matrixPitchMax, (b.H-head-m.foot(s))/float64(len(m.Rows)))
	l.grid = Box{b.X + l.labels + 10, b.Y + head, l.width * columns, l.pitch * float64(len(m.Rows))}
	texts, notes := m.widest(c, s)
	l.notes = notes > 0 && notes <= l.width-heatGap-4 && l.pitch >= s.Small.Size+s.Label.Size*1.2+5
	return l, l.pitch >= matrixPitchMin && texts <= l.width-heatGap-2*matrixSign
}

// foot is the room of the totals under the columns.
func (m Matrix) foot(s Style) float64 {
	if m.ColumnTotals == nil {
		return 0
	}
	return s.Small.Size*1.25 + 5
}

// widest are the widths of the longest text and the longest note.
func (m Matrix) widest(c Canvas, s Style) (texts, notes float64) {
	strong := s.Small
	strong.Weight = SemiBold
	for _, row := range m.Cells {
		for _, cell := range row {
			texts, notes = max(texts, c.Width(cell.Text, strong)), max(notes, c.Width(cell.Note, s.Label))
		}
	}
	for _, total := range append(append([]string{}, m.RowTotals...), m.ColumnTotals...) {
		texts = max(texts, c.Width(total, strong)-2*matrixSign)
	}
	return texts, notes
}

// heads writes the titles and the names of the columns.
func (m Matrix) heads(c Canvas, b Box, l matrixLayout, s Style) {
	low := l.grid.Y - 6
	c.Text(b.X, low, Fit(c, m.RowTitle, s.Label, l.labels), s.Label)
	lines := 1
	for k, head := range l.heads {
		lines = max(lines, len(head))
		for i, line := range head {
			at := l.grid.X + (float64(k)+0.5)*l.width - heatGap/2
			c.Text(at, low-float64(len(head)-1-i)*s.Label.Size*1.25, line, s.Label.At(Center))
		}
	}
	if m.RowTotals != nil {
		c.Text(l.grid.Right()+l.width/2, low, Fit(c, m.TotalTitle, s.Label, l.width-4), s.Label.At(Center))
	}
	if m.ColumnTitle != "" {
		c.Text(l.grid.X, low-float64(lines)*s.Label.Size*1.25, Fit(c, m.ColumnTitle, s.Label, l.grid.W), s.Label)
	}
}
