package pdf

import (
	"slices"
	"strings"

	"quarterdeck/reports"
)

// drawPillarEvidence lists what shows each level, and what the data can tell of it.
func drawPillarEvidence(s *sheet, m *reports.Maturity) {
	b := s.head("pillars.section", s.word("pillars.evidence_title"), s.word("pillars.evidence_note"))
	columns := []column{
		{title: s.word("pillars.pillar"), share: 17}, {title: s.word("pillars.judged_by"), share: 17},
		{title: s.word("pillars.evidence"), share: 25}, {title: s.word("pillars.data"), share: 41},
	}
	var rows [][]cell
	for _, p := range m.Pillars {
		by := s.word("pillars.not_judged")
		if p.Level != reports.NotJudged {
			by = s.word(levelKeys()[p.Level]) + ", " + s.sayf("pillars.signed", reports.Args{"day": p.JudgedOn, "by": p.By})
		}
		rows = append(rows, []cell{
			{text: p.Title, strong: true, lines: 2}, {text: by, lines: 2}, {text: p.Evidence, lines: 2}, {text: s.facts(p), quiet: true, lines: 3},
		})
	}
	s.table(b, columns, rows, s.more("pillars.more"))
}

// facts are the measured criteria, the suggested level first.
func (s *sheet) facts(p reports.Pillar) string {
	if p.Suggested == reports.NotJudged {
		return s.word("pillars.nothing")
	}
	said := []string{s.word(levelKeys()[p.Suggested])}
	for i, f := range p.Facts {
		again := func(later reports.PillarFact) bool { return later.Fact == f.Fact }
		if !slices.ContainsFunc(p.Facts[i+1:], again) { // of a count and a share, the share
			said = append(said, s.fact(f))
		}
	}
	return strings.Join(said, "; ")
}

func (s *sheet) fact(f reports.PillarFact) string {
	number := func(v float64) string {
		switch f.Unit {
		case "share":
			return s.b.Percent(v)
		case "proof":
			if v >= 1 {
				return s.word("pillars.proof_yes")
			}
			return s.word("pillars.proof_no")
		}
		return s.count(v)
	}
	if !f.Value.OK() {
		return s.sayf("pillars.fact_unknown", reports.Args{"fact": f.Fact})
	}
	return s.sayf("pillars.fact", reports.Args{"fact": f.Fact, "value": number(f.Value.V)})
}
