package charts

import "math"

// Cell is one field of a HeatMap. Value NaN is a field without a value: it stays
// hollow, and Text says why. Quiet values have too little behind them to be coloured.
type Cell struct {
	Value float64
	Text  string
	Quiet bool
}

// HeatRow is one row of a HeatMap. It may have fewer cells than there are columns.
type HeatRow struct {
	Label string
	Note  string // stands between label and cells, as the number of customers
	Cells []Cell
}

// HeatMap is a grid of rows and columns in which darker is more: customers by the
// month they came and the months since, teams by the features they use. Cells print
// their value; where the columns are too narrow for that, a key under the grid says
// what light and dark mean. Rows that do not fit are counted in a last line.
type HeatMap struct {
	Corner      string // what the rows are
	NoteTitle   string // what the notes are
	ColumnTitle string // what the columns are
	Columns     []string
	Rows        []HeatRow
	// Low and High are the values of the lightest and the darkest step; with both 0
	// they are the lowest and the highest of the cells.
	Low, High float64
	Format    func(float64) string // prints the ends of the key
	More      func(n int) string
}

const (
	heatPitchMax = 25.0
	heatPitchMin = 13.0
	heatWidthMax = 76.0
	heatGap      = 1.2 // of paper between two cells
	heatSteps    = 5   // wanted; round bounds may make six of them
)

// Draw puts the grid into the box, from its top.
func (h HeatMap) Draw(c Canvas, b Box, s Style) {
	if len(h.Columns) == 0 {
		return
	}
	l := h.layout(c, b, s)
	if l.rows == 0 {
		return
	}
	h.heads(c, l, s)
	steps, ramp := h.steps(s)
	for i, row := range h.Rows[:l.rows] {
		y := l.grid.Y + float64(i)*l.pitch
		base := middle(y, l.pitch, s.Small)
		c.Text(b.X, base, Fit(c, row.Label, s.Small, l.labels), s.Small.In(s.Body))
		c.Text(l.grid.X-10, base, Fit(c, row.Note, s.Label, l.notes), s.Label.At(Right))
		for k, cell := range row.Cells[:min(len(row.Cells), len(h.Columns))] {
			box := Box{l.grid.X + float64(k)*l.width, y, l.width, l.pitch}
			cell.draw(c, box.Inset(0, 0, heatGap, heatGap), fillOf(cell, steps, ramp), l.texts, s)
		}
	}
	y := l.grid.Y + float64(l.rows)*l.pitch
	if l.hidden > 0 && h.More != nil {
		c.Text(b.X, middle(y, l.pitch, s.Small), Fit(c, h.More(l.hidden), s.Small, b.W), s.Small.In(s.Muted))
		y += l.pitch
	}
	if !l.texts && h.Format != nil {
		h.key(c, Box{l.grid.X, y + 5, l.grid.W, s.Label.Size * 1.4}, steps, ramp, s)
	}
}

// Height is how high a box of this width must be to show all rows at their full
// height, but no more than limit.
func (h HeatMap) Height(c Canvas, width, limit float64, s Style) float64 {
	l := h.layout(c, Box{W: width, H: math.Inf(1)}, s)
	high := l.grid.Y + float64(l.rows)*l.pitch
	if !l.texts && h.Format != nil {
		high += heatKeyRoom(s)
	}
	return min(limit, high)
}

// heatKeyRoom is the room of the key under the grid.
func heatKeyRoom(s Style) float64 { return s.Label.Size*1.4 + 8 }

// heatLayout is where the parts of a heat map stand.
type heatLayout struct {
	labels, notes float64 // widths of the two columns before the grid
	grid          Box     // the cells, without the heads over them
	width, pitch  float64 // of a cell, with its gap
	heads         [][]string
	rows, hidden  int
	texts         bool // the cells have room for their texts
}

func (h HeatMap) layout(c Canvas, b Box, s Style) heatLayout {
	var l heatLayout
	l.labels, l.notes = c.Width(h.Corner, s.Label), c.Width(h.NoteTitle, s.Label)
	for _, row := range h.Rows {
		l.labels = max(l.labels, c.Width(row.Label, s.Small))
		l.notes = max(l.notes, c.Width(row.Note, s.Label))
	}
	l.labels, l.notes = min(l.labels, b.W*0.3), min(l.notes, b.W*0.14)
	left := l.labels + 10
	if l.notes > 0 {
		left += l.notes + 10
	}
	l.width = min(heatWidthMax, (b.W-left)/float64(len(h.Columns)))
	l.grid = Box{X: b.X + left, W: l.width * float64(len(h.Columns))}
	l.texts = h.textsFit(c, l.width-heatGap-3, s)
	if l.width >= s.Label.Size*3.4 {
		for _, name := range h.Columns {
			l.heads = append(l.heads, wrapWords(c, name, s.Label, l.width-4, 3))
		}
	}
	l.grid.Y = b.Y + h.headHeight(l, s)
	room := b.Bottom() - l.grid.Y
	if !l.texts && h.Format != nil {
		room -= heatKeyRoom(s)
	}
	if math.IsInf(room, 1) {
		l.rows, l.pitch = len(h.Rows), heatPitchMax
		return l
	}
	l.rows, l.hidden = fitRows(len(h.Rows), room, heatPitchMin)
	l.pitch = min(heatPitchMax, room/float64(max(1, l.rows+min(1, l.hidden))))
	return l
}

func (h HeatMap) textsFit(c Canvas, width float64, s Style) bool {
	for _, row := range h.Rows {
		for _, cell := range row.Cells {
			if !math.IsNaN(cell.Value) && c.Width(cell.Text, s.Label) > width {
				return false
			}
		}
	}
	return true
}

// headHeight is the room of the names over the columns.
func (h HeatMap) headHeight(l heatLayout, s Style) float64 {
	lines := 1
	for _, head := range l.heads {
		lines = max(lines, len(head))
	}
	if h.ColumnTitle != "" {
		lines++
	}
	return float64(lines)*s.Label.Size*1.25 + 5
}

// heads writes what stands over the columns; the lowest lines end just above the grid.
func (h HeatMap) heads(c Canvas, l heatLayout, s Style) {
	low := l.grid.Y - 6
	left := l.grid.X - 10 - l.labels
	if l.notes > 0 {
		left -= l.notes + 10
		c.Text(l.grid.X-10, low, Fit(c, h.NoteTitle, s.Label, l.notes), s.Label.At(Right))
	}
	c.Text(left, low, Fit(c, h.Corner, s.Label, l.labels), s.Label)
	lines := 1
	at := make([]float64, len(h.Columns))
	for k := range h.Columns {
		at[k] = l.grid.X + (float64(k)+0.5)*l.width - heatGap/2
		if k >= len(l.heads) {
			continue
		}
		head := l.heads[k]
		lines = max(lines, len(head))
		for i, line := range head {
			c.Text(at[k], low-float64(len(head)-1-i)*s.Label.Size*1.25, line, s.Label.At(Center))
		}
	}
	if l.heads == nil {
		axisLabels(c, h.Columns, at, low, l.grid.X, l.grid.Right(), s.Label)
	}
	if h.ColumnTitle != "" {
		c.Text(l.grid.X, low-float64(lines)*s.Label.Size*1.25, Fit(c, h.ColumnTitle, s.Label, l.grid.W), s.Label)
	}
}
