package slack

import (
	"strings"

	"github.com/rivo/uniseg"
)

const fence = "```"

// table is text in columns, shown in a fixed-width font. Cells are already
// escaped; the first column is left-aligned, the others right-aligned.
type table struct {
	title string
	head  []string
	rows  [][]string
}

// pages writes the table as messages with the head repeated in each block.
func (t table) pages() []Message {
	widths := t.widths()
	head := line(t.head, widths)
	rows := make([]string, 0, len(t.rows))
	for _, r := range t.rows {
		rows = append(rows, line(r, widths))
	}
	room := sectionRoom - units(t.title) - units(head) - 2*len(fence) - 8
	l := list{title: t.title, rest: "in the marts"}
	for _, g := range group(rows, room) {
		l.items = append(l.items, fence+"\n"+head+"\n"+strings.Join(g, "\n")+"\n"+fence)
	}
	return l.pages()
}

func (t table) widths() []int {
	widths := make([]int, len(t.head))
	for _, r := range append([][]string{t.head}, t.rows...) {
		for i, cell := range r {
			widths[i] = max(widths[i], uniseg.StringWidth(unescape(cell)))
		}
	}
	return widths
}

func line(cells []string, widths []int) string {
	var b strings.Builder
	for i, cell := range cells {
		pad := strings.Repeat(" ", widths[i]-uniseg.StringWidth(unescape(cell)))
		if i == 0 {
			b.WriteString(cell + pad)
			continue
		}
		b.WriteString("  " + pad + cell)
	}
	return strings.TrimRight(b.String(), " ")
}
