package pdf

import (
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// quietHigh is the height of a block that has nothing to list.
const quietHigh = 54.0

// drawTrust draws the third page: how far the numbers of the other two can be trusted.
func drawTrust(s *companionSheet) {
	b := s.head("companion.trust", s.trustTitle(), "")
	need := max(listHigh(len(s.c.Coverage), rowPitch), quietHigh)
	if n := len(s.c.Proof.Bands); n > 0 && s.c.Health != nil {
		need = max(need, 160+27*float64(n))
	}
	top, low := s.halves(b, need)
	s.proof(s.span(top, 1, 7))
	s.coverage(s.span(top, 8, 12))
	s.mismatches(s.span(low, 1, 6))
	s.failed(s.span(low, 7, 12))
}

// listHigh is about how high a block of so many rows is.
func listHigh(rows int, pitch float64) float64 {
	if rows == 0 {
		return 0
	}
	return 66 + float64(rows)*pitch
}

// halves parts a page in two by a rule: the upper takes what it needs, at most a little
// more than half.
func (s *companionSheet) halves(b charts.Box, need float64) (top, low charts.Box) {
	high := min(need, (b.H-2*companionY)*0.54)
	top = charts.Box{X: b.X, Y: b.Y, W: b.W, H: high}
	s.rule(b.X, top.Bottom()+companionY, b.W)
	return top, b.Inset(0, high+2*companionY, 0, 0)
}

// trustTitle says what stands against the data of this customer.
func (s *companionSheet) trustTitle() string {
	c := s.c
	args := reports.Args{"n": reports.Count(len(c.Differences)), "rows": reports.Count(len(c.Findings))}
	switch {
	case len(c.Held) > 0:
		return s.word("companion.trust_held")
	case len(c.Differences) > 0:
		return s.sayf("companion.trust_differs", args)
	case len(c.Findings) > 0:
		return s.sayf("companion.trust_rows", args)
	}
	known, fresh := s.areas()
	args["n"], args["of"] = reports.Count(fresh), reports.Count(known)
	if known == 0 {
		return s.word("companion.trust_none")
	}
	if fresh < known {
		return s.sayf("companion.trust_thin", args)
	}
	return s.sayf("companion.trust_areas", args)
}

// areas counts the areas of the account's life, and those with fresh data.
func (s *companionSheet) areas() (all, fresh int) {
	seen := map[string]bool{}
	for _, c := range s.c.Coverage {
		if _, there := seen[c.Area]; !there {
			all++
			seen[c.Area] = false
		}
		if c.IsFresh && !seen[c.Area] {
			fresh++
			seen[c.Area] = true
		}
	}
	return all, fresh
}

// mismatches lists what two systems tell differently, with the money.
func (s *companionSheet) mismatches(b charts.Box) {
	if len(s.c.Differences) == 0 {
		s.block(b, s.word("companion.same"), s.word("companion.same_note"))
		return
	}
	inner := s.block(b, s.sayf("companion.differ", reports.Args{"n": reports.Count(len(s.c.Differences))}), s.word("companion.same_note"))
	columns := []column{{title: s.word("companion.systems"), share: 22}, {title: s.word("companion.difference"), share: 30}, {title: s.word("companion.detail"), share: 44}, {title: s.word("companion.a_month"), share: 18, align: charts.Right}}
	var rows [][]cell
	for _, d := range s.c.Differences {
		rows = append(rows, []cell{{text: d.Systems, quiet: true}, {text: s.cause(d.Cause), strong: true, lines: 2}, {text: d.Detail, lines: 2}, {text: s.money(d.MRR)}})
	}
	s.table(inner, columns, rows, s.more("companion.more"))
}

func (s *companionSheet) cause(cause string) string {
	if key := "cause." + cause; s.b.Has(key) {
		return s.word(key)
	}
	return strings.ReplaceAll(cause, "_", " ")
}

// coverage lists what each source has of the customer.
func (s *companionSheet) coverage(b charts.Box) {
	all, fresh := s.areas()
	if all == 0 {
		s.block(b, s.word("companion.coverage_none"), s.word("companion.coverage_none_note"))
		return
	}
	inner := s.block(b, s.sayf("companion.coverage", reports.Args{"n": reports.Count(fresh), "of": reports.Count(all)}), s.sayf("companion.coverage_note", reports.Args{"day": s.c.AsOf}))
	columns := []column{{title: s.word("companion.area"), share: 22}, {title: s.word("companion.source"), share: 24}, {title: s.word("companion.records"), share: 17, align: charts.Right}, {title: s.word("companion.state"), share: 37}}
	var rows [][]cell
	for _, c := range s.c.Coverage {
		rows = append(rows, []cell{{text: s.word("area." + c.Area), strong: true}, {text: c.Source}, {text: s.count(float64(c.Records))}, s.covered(c)})
	}
	s.table(inner, columns, rows, s.more("companion.more"))
}

func (s *companionSheet) covered(c reports.Coverage) cell {
	switch {
	case !c.Known:
		return cell{text: s.word("companion.not_known"), strong: true, lines: 2}
	case !c.HasData:
		return cell{text: s.word("companion.no_data"), strong: true, lines: 2}
	case c.Newest.IsZero():
		return cell{text: s.word("companion.has_data")}
	case !c.IsFresh:
		return cell{text: s.sayf("companion.old", reports.Args{"day": c.Newest}), strong: true, lines: 2}
	}
	return cell{text: s.sayf("companion.to", reports.Args{"day": c.Newest}), lines: 2}
}

// failed lists the customer's rows that failed a check.
func (s *companionSheet) failed(b charts.Box) {
	if len(s.c.Findings) == 0 {
		s.block(b, s.word("companion.findings_none"), s.word("companion.findings_note"))
		return
	}
	inner := s.block(b, s.sayf("companion.findings", reports.Args{"n": reports.Count(len(s.c.Findings))}), s.word("companion.findings_note"))
	columns := []column{{title: s.word("companion.check"), share: 30}, {title: s.word("companion.row"), share: 30}, {title: s.word("companion.meaning"), share: 42}}
	var rows [][]cell
	for _, f := range s.c.Findings {
		row := strings.TrimSpace(f.Key + " " + f.Detail)
		name := strings.ReplaceAll(f.Check, "_", " ")
		if f.Holds {
			name = s.sayf("companion.holds", reports.Args{"check": name})
		}
		rows = append(rows, []cell{{text: name, strong: f.Holds || f.Grave, lines: 3}, {text: row, lines: 2}, {text: f.Meaning, lines: 2, quiet: true}})
	}
	s.table(inner, columns, rows, s.more("companion.more"))
}
