package pdf

import (
	"quarterdeck/reports"
)

// drawTrees draws the tree from goals to objectives to KPIs, on as many pages as it takes.
func (r *Renderer) drawTrees(doc *document, m *reports.Strategy) []*sheet {
	var sheets []*sheet
	rows := r.treeRows(doc, m)
	for len(rows) > 0 {
		s := r.internalSheet(doc, m.Company)
		b := s.head("map.tree", s.word("map.tree_title"), "")
		columns := []column{
			{title: s.word("map.tree_what"), share: 37}, {title: s.word("map.tree_now"), share: 11}, {title: s.word("map.tree_before"), share: 11},
			{title: s.word("map.tree_target"), share: 11}, {title: s.word("map.tree_status"), share: 15}, {title: s.word("map.tree_owner"), share: 15},
		}
		fit := min(len(rows), max(1, int((b.H-s.t.Sizes.Micro-5)/rowPitch)))
		s.table(b, columns, rows[:fit], nil)
		sheets = append(sheets, s)
		rows = rows[fit:]
	}
	return sheets
}

// treeIndent is how much further right each level of the tree stands.
const treeIndent = 14.0

// treeRows are the lines of the tree, a KPI under its objective under its goal.
func (r *Renderer) treeRows(doc *document, m *reports.Strategy) [][]cell {
	s := r.internalSheet(doc, m.Company)
	var rows [][]cell
	for _, goal := range m.Goals {
		rows = append(rows, []cell{{text: goal.Title, strong: true}, {}, {}, {}, {}, {text: goal.Owner, quiet: true}})
		for _, o := range m.Objectives {
			if o.Aim != goal.Name {
				continue
			}
			status := s.word("map.kpi_" + o.Status)
			rows = append(rows, []cell{{text: o.Title, indent: treeIndent}, {}, {}, {}, {text: status, strong: true}, {text: o.Owner, quiet: true}})
			for _, k := range o.KPIs {
				rows = append(rows, []cell{
					{text: k.Metric, quiet: true, indent: 2 * treeIndent}, {text: s.kpiValue(k.Actual, k.Unit)}, {text: s.kpiValue(k.Previous, k.Unit), quiet: true},
					{text: s.kpiValue(k.Target, k.Unit), quiet: true}, {text: s.word("map.kpi_" + k.Status), quiet: true}, {text: k.Owner, quiet: true},
				})
			}
		}
	}
	return rows
}

// kpiValue prints a KPI's value by its unit.
func (s *sheet) kpiValue(n reports.Number, unit string) string {
	return s.number(n, func(v float64) string {
		switch unit {
		case "ratio":
			return s.b.Rate(v)
		case "minutes":
			return s.b.Duration(v)
		case "score":
			return s.b.Number(v, 1)
		case "days":
			return s.sayf("map.tree_days", reports.Args{"n": reports.Count(v)})
		}
		return s.count(v)
	})
}
