package pdf

import (
	"fmt"
	"slices"
)

// section is a page of a review. A page without facts draws nothing and returns false.
type section struct {
	name string
	draw func(*sheet) bool
}

// short says whether a first review has the section: of a quarter without one before
// there is little to compare, and the page of the start tells the rest.
func (s section) short() bool {
	return !slices.Contains([]string{"scorecard", "value", "service"}, s.name)
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
