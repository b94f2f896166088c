package pdf

import (
	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// definitions lists how every figure of the pack is computed and since when so, on as
// many pages as it takes.
func (k *packing) definitions() {
	all := k.p.Definitions
	if len(all) == 0 {
		k.gaps = append(k.gaps, gap{"pack.section_definitions", "definitions"})
		return
	}
	for len(all) > 0 {
		k.page(func(s *sheet) {
			b := s.head("pack.section_definitions", s.word("pack.definitions_title"), s.sayf("pack.definitions_note", reports.Args{"n": reports.Count(len(k.p.Definitions)), "day": k.p.AsOf}))
			all = all[s.definitionRows(b, all):]
		})
	}
}

// definitionRows draws two columns of definitions and says how many fitted.
func (s *sheet) definitionRows(b charts.Box, all []reports.PackDefinition) int {
	n := 0
	for _, col := range []charts.Box{s.span(b, 1, 6), s.span(b, 7, 12)} {
		y := col.Y
		for n < len(all) {
			h := s.definition(charts.Box{X: col.X, Y: y, W: col.W}, all[n], false)
			if y+h > col.Bottom() && (y > col.Y || h <= col.H) {
				break
			}
			s.definition(charts.Box{X: col.X, Y: y, W: col.W}, all[n], true)
			y += h
			n++
		}
	}
	return max(1, n)
}

// definition draws one, or only measures it, and says how high it is.
func (s *sheet) definition(b charts.Box, d reports.PackDefinition, draw bool) float64 {
	const leading = 11.0
	name, text, quiet := strong(s.t.small()).In(s.t.Colors.Ink.c()), s.t.small(), s.t.micro()
	lines := charts.Wrap(s, d.Text, text, b.W, 7)
	formula := charts.Wrap(s, d.Formula, quiet, b.W, 2)
	h := 20 + leading*float64(len(lines)) + 10*float64(len(formula)) + 6
	if !draw {
		return h
	}
	s.rule(b.X, b.Y, b.W)
	since := ""
	if !d.Since.IsZero() {
		since = s.sayf("pack.definition_since", reports.Args{"n": reports.Count(d.Version), "day": d.Since})
	}
	s.Text(b.Right(), b.Y+13, since, quiet.At(charts.Right))
	s.Text(b.X, b.Y+13, charts.Fit(s, d.Name, name, b.W-s.Width(since, quiet)-12), name)
	y := b.Y + 13 + leading + 1
	for i, line := range lines {
		s.Text(b.X, y+float64(i)*leading, line, text)
	}
	y += leading*float64(len(lines)) - 1
	for i, line := range formula {
		s.Text(b.X, y+float64(i)*10, line, quiet)
	}
	return h
}
