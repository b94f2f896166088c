package pdf

import "quarterdeck/reports/charts"

// column of a table: its title, its share of the width and its alignment.
type column struct {
	title string
	share float64
	align charts.Align
}

// cell is a text, or a status with its sign.
type cell struct {
	text   string
	status string
	strong bool
	quiet  bool
	lines  int // how many lines the text may take, 1 when unset
	indent float64
}

// table draws rows under a head line as far as the box goes and returns the y
// below. Rows that do not fit are counted in a last line.
func (s *sheet) table(b charts.Box, columns []column, rows [][]cell, more func(int) string) float64 {
	total := 0.0
	for _, c := range columns {
		total += c.share
	}
	head := s.t.micro()
	x := b.X
	edges := make([]charts.Box, len(columns))
	for i, c := range columns {
		w := b.W * c.share / total
		edges[i] = charts.Box{X: x, W: w - 10}
		if i == len(columns)-1 {
			edges[i].W = w
		}
		at := x
		if c.align == charts.Right {
			at = x + edges[i].W
		}
		s.Text(at, b.Y+head.Size, charts.Fit(s, c.title, head, edges[i].W), head.At(c.align))
		x += w
	}
	y := b.Y + head.Size + 5
	s.Draw(charts.Polyline(charts.Point{X: b.X, Y: y}, charts.Point{X: b.Right(), Y: y}), charts.Paint{Stroke: s.t.Colors.Ghost.c(), Width: 0.8})
	for i, row := range rows {
		h := s.rowHeight(row, edges)
		last := 0.0
		if i < len(rows)-1 {
			last = rowPitch // room to say how many are left
		}
		if y+h+last > b.Bottom()+0.01 {
			if left := len(rows) - i; more != nil {
				style := s.t.small().In(s.t.Colors.Muted.c())
				s.Text(b.X, y+rowPitch/2+style.Size*0.357, charts.Fit(s, more(left), style, b.W), style)
			}
			return y + rowPitch
		}
		s.row(row, columns, edges, y)
		y += h
		s.rule(b.X, y, b.W)
	}
	return y
}

const (
	rowPitch   = 20.0
	rowLeading = 11.5
)

func (s *sheet) rowHeight(row []cell, edges []charts.Box) float64 {
	lines := 1
	for i, c := range row {
		if c.lines > 1 {
			lines = max(lines, len(charts.Wrap(s, c.text, s.cellStyle(c), edges[i].W-c.indent, c.lines)))
		}
	}
	return rowPitch + float64(lines-1)*rowLeading
}

func (s *sheet) cellStyle(c cell) charts.TextStyle {
	style := s.t.small()
	if c.strong {
		style = strong(style).In(s.t.Colors.Ink.c())
	}
	if c.quiet {
		style = style.In(s.t.Colors.Muted.c())
	}
	return style
}

func (s *sheet) row(row []cell, columns []column, edges []charts.Box, y float64) {
	base := y + rowPitch/2 + s.t.Sizes.Small*0.357
	for i, c := range row {
		if c.status != "" {
			s.status(edges[i].X, base, c.status, edges[i].W)
			continue
		}
		style := s.cellStyle(c)
		at := edges[i].X + c.indent
		if columns[i].align == charts.Right {
			at += edges[i].W
		}
		for k, line := range charts.Wrap(s, c.text, style, edges[i].W-c.indent, max(1, c.lines)) {
			s.Text(at, base+float64(k)*rowLeading, line, style.At(columns[i].align))
		}
	}
}
