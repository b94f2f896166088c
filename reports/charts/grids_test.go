package charts

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func teamsByFeature() HeatMap {
	return HeatMap{Corner: "Team", NoteTitle: "People", ColumnTitle: "Share of the team who used it", Format: plainNumber, More: moreOf,
		Columns: []string{"Boards", "Automatic reports", "Export"},
		Rows: []HeatRow{
			{Label: "Operations", Note: "12", Cells: []Cell{{Value: 92, Text: "92"}, {Value: 41, Text: "41"}, {Value: 8, Text: "8"}}},
			{Label: "Finance", Note: "2", Cells: []Cell{{Value: 50, Text: "50", Quiet: true}, {Value: math.NaN(), Text: "–"}}},
		}}
}

func randomHeat(t *rapid.T) chart {
	columns := rapid.IntRange(0, 26).Draw(t, "columns")
	h := HeatMap{Corner: words(t, "corner"), NoteTitle: words(t, "noteTitle"), ColumnTitle: words(t, "columnTitle"), Format: plainNumber, More: moreOf}
	short := rapid.Bool().Draw(t, "short")
	for i := range columns {
		name := plainNumber(float64(i))
		if !short {
			name = words(t, "column")
		}
		h.Columns = append(h.Columns, name)
	}
	for range rapid.IntRange(0, 30).Draw(t, "rows") {
		row := HeatRow{Label: words(t, "label"), Note: rapid.SampledFrom([]string{"", "7", "1,234", "a note that is long"}).Draw(t, "note")}
		for _, v := range numbers(t, rapid.IntRange(0, columns+2).Draw(t, "cells"), "values") {
			row.Cells = append(row.Cells, Cell{Value: v, Text: plainNumber(v), Quiet: v > 9e6})
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

func migration() Matrix {
	return Matrix{RowTitle: "Tier on 1 July", ColumnTitle: "Tier on 30 September", TotalTitle: "All", TooMany: "see the table",
		Rows: []string{"Large", "Small", "New"}, Columns: []string{"Large", "Small", "Left"},
		Cells: [][]MatrixCell{
			{{Text: "12", Note: "80k", Move: Stayed}, {Text: "2", Note: "3k", Move: Fell}, {Text: "1", Note: "5k", Move: Gone}},
			{{Text: "4", Note: "9k", Move: Rose}, {Text: "31", Note: "20k", Move: Stayed}, {Text: "0"}},
			{{Text: "0"}, {Text: "6", Note: "4k", Move: Came}},
		},
		RowTotals: []string{"15", "35", "6"}, ColumnTotals: []string{"16", "39", "1"}}
}

func randomMatrix(t *rapid.T) chart {
	m := Matrix{RowTitle: words(t, "rowTitle"), ColumnTitle: words(t, "columnTitle"), TotalTitle: words(t, "total"), TooMany: words(t, "many")}
	rows, columns := rapid.IntRange(0, 9).Draw(t, "rows"), rapid.IntRange(0, 9).Draw(t, "columns")
	count := func() string { return plainNumber(rapid.Float64Range(0, 1e5).Draw(t, "count")) }
	for range columns {
		m.Columns = append(m.Columns, words(t, "column"))
	}
	totals := rapid.Bool().Draw(t, "totals")
	for range rows {
		m.Rows = append(m.Rows, words(t, "row"))
		var cells []MatrixCell
		for range rapid.IntRange(0, columns).Draw(t, "cells") {
			cells = append(cells, MatrixCell{Text: count(), Note: words(t, "note"), Move: Move(rapid.IntRange(0, 5).Draw(t, "move"))})
		}
		m.Cells = append(m.Cells, cells)
		if totals {
			m.RowTotals = append(m.RowTotals, count())
		}
	}
	for range columns {
		if totals {
			m.ColumnTotals = append(m.ColumnTotals, count())
		}
	}
	return m
}

// TestMatrixIsWholeOrNot: every number of a matrix is printed uncut, or none is.
func TestMatrixIsWholeOrNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := randomMatrix(t).(Matrix)
		var want []string
		for _, row := range m.Cells {
			for _, cell := range row {
				want = append(want, cell.Text)
			}
		}
		want = append(append(want, m.RowTotals...), m.ColumnTotals...)
		if len(m.Rows) == 0 || len(m.Columns) == 0 {
			return
		}
		r := sheet()
		m.Draw(r, Box{0, 0, rapid.Float64Range(120, 700).Draw(t, "w"), rapid.Float64Range(60, 300).Draw(t, "h")}, style())
		printed := map[string]int{}
		numbers := 0
		for _, op := range r.Ops {
			if op.Path == nil {
				printed[op.Text]++
				if strings.Trim(op.Text, "0123456789") == "" {
					numbers++
				}
			}
		}
		if numbers == 0 {
			return
		}
		for _, text := range want {
			if printed[text]--; printed[text] < 0 {
				t.Fatalf("%s is not printed", text)
			}
		}
	})
}

// TestHeatDarkerIsMore: of any two coloured cells, the one with the larger value is
// never the lighter one, and the ends of the scale are far apart.
func TestHeatDarkerIsMore(t *testing.T) {
	s := style()
	s.AccentSoft, s.AccentMid, s.Accent = RGB(0xDC, 0xE7, 0xF8), RGB(0x7F, 0xA3, 0xDC), RGB(0x1F, 0x4E, 0x9E)
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-50, 1e6), 2, 30).Draw(t, "values")
		h := HeatMap{Rows: []HeatRow{{}}}
		low, high := 0, 0
		for i, v := range values {
			h.Rows[0].Cells = append(h.Rows[0].Cells, Cell{Value: v})
			if v < values[low] {
				low = i
			}
			if v > values[high] {
				high = i
			}
		}
		bounds, ramp := h.steps(s)
		light := func(i int) float64 { return fillOf(h.Rows[0].Cells[i], bounds, ramp).lab().l }
		for i := range values {
			for j := range values {
				if values[i] > values[j] && light(i) > light(j) {
					t.Fatalf("%v is lighter than %v", values[i], values[j])
				}
			}
		}
		if len(ramp) > heatSteps+1 {
			t.Fatalf("%d classes", len(ramp))
		}
		if apart := values[high] - values[low]; apart > 1e-3*math.Abs(values[high]) && apart > 1e-9 && light(low)-light(high) < 12 {
			t.Fatalf("lowest %v and highest %v look alike", values[low], values[high])
		}
	})
}

// TestHeatDropsTextsTogether: narrow cells lose all their texts and a key comes.
func TestHeatDropsTextsTogether(t *testing.T) {
	h := teamsByFeature()
	h.Rows[0].Cells[1].Text = "41 of 100 people" // one of them is wide
	has := func(width float64, text string) bool {
		r := sheet()
		h.Draw(r, Box{0, 0, width, 140}, style())
		for _, op := range r.Ops {
			if op.Path == nil && op.Text == text {
				return true
			}
		}
		return false
	}
	if !has(700, "41 of 100 people") || !has(700, "92") || has(700, "100") {
		t.Error("wide cells print their values and need no key")
	}
	if has(200, "41 of 100 people") || has(200, "92") || !has(200, "100") {
		t.Error("narrow cells print no value; the key says what dark means")
	}
}

func TestHeatHeight(t *testing.T) {
	r, s := sheet(), style()
	h := teamsByFeature()
	high := h.Height(r, 360, 500, s)
	h.Draw(r, Box{0, 0, 360, high}, s)
	bottom := 0.0
	for _, op := range r.Ops {
		bottom = max(bottom, op.Bounds().Bottom())
	}
	if bottom > high || bottom < high-heatGap-0.5 {
		t.Errorf("height %v, but the chart ends at %v", high, bottom)
	}
	if got := h.Height(r, 360, 40, s); got != 40 {
		t.Errorf("height %v, at most 40 asked", got)
	}
}
