package pdf

import (
	"fmt"
	"slices"

	"quarterdeck/reports"
)

// section is a page of a review. A page without facts draws nothing and returns false.
type section struct {
	name string
	draw func(*sheet) bool
}

// of says whether a customer's review has the section. A first one is short: without a
// quarter before there is little to compare, and the page of the start tells of use and
// service, unless a survey has enough answers for a score.
func (s section) of(q *reports.QBR) bool {
	if !q.First {
		return true
	}
	return s.name != "scorecard" && s.name != "value" && (s.name != "service" || q.Asked())
}

// middle are the sections between summary and appendix, in their usual order. They
// may be left out or moved; the summary and the appendix may not.
func middle() []section {
	return []section{
		{"scorecard", drawScorecard}, {"goals", drawGoals}, {"value", drawValue},
		{"adoption", drawAdoption}, {"service", drawService}, {"plan", drawPlan}, {"commercial", drawCommercial},
	}
}

// appendix explains the document: no choice of sections leaves it out.
func appendix() []section {
	return []section{{"definitions", drawDefinitions}, {"data", drawData}}
}

// choose puts the named sections in their order between summary and appendix; nil
// names all.
func choose(names []string) ([]section, error) {
	chosen := middle()
	if names != nil {
		chosen = nil
		for _, name := range names {
			at := slices.IndexFunc(middle(), func(s section) bool { return s.name == name })
			if at < 0 {
				return nil, fmt.Errorf("choose sections: there is no section %q", name)
			}
			chosen = append(chosen, middle()[at])
		}
	}
	return slices.Concat([]section{{"summary", drawSummary}}, chosen, appendix()), nil
}
