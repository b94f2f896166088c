package reports

import "time"

// Strategy is the strategy map of a day, for the people of the company: its goals,
// the objectives that serve them with the KPIs that measure those, and which
// objective is believed to drive which. It is not for customers.
type Strategy struct {
	Company string
	AsOf    time.Time // last day whose facts are included
	KnownAt time.Time // the data had arrived by this instant

	Lanes      []Lane // the perspectives from the top down
	Goals      []Aim
	Objectives []Objective
	Links      []Link
}

// Lane is a perspective.
type Lane struct{ Name, Title string }

// Aim is what the company wants.
type Aim struct{ Name, Title, Owner string }

// Objective is what a perspective is to reach for a goal. Status is green, yellow,
// red, grey (no value to trust) or hollow (no KPI).
type Objective struct {
	Name, Title, Lane, Aim, Owner string
	Status                        string
	Score                         Number
	KPIs                          []Measure
}

// Measure is a KPI as the scorecard has it.
type Measure struct {
	Name, Metric, Unit, Status, Owner string
	Actual, Previous, Target          Number
}

// Link is an arrow of the map, and what the history says of it. Expected is plus or
// minus, Verdict agrees, opposite, no_support, not_enough_data or arithmetic; Reason
// says why there is not enough.
type Link struct {
	From, To               string // objectives
	FromMeasure, ToMeasure string // as printed; empty without one
	Expected               string
	Lag                    int // months
	Months                 int // pairs of months
	Rho, Low, High         Number
	Verdict, Reason        string
}

// Objective finds an objective by its name; nil when there is none.
func (s *Strategy) Objective(name string) *Objective {
	for i := range s.Objectives {
		if s.Objectives[i].Name == name {
			return &s.Objectives[i]
		}
	}
	return nil
}

// Judged counts the links of each verdict.
func (s *Strategy) Judged() map[string]int {
	counts := map[string]int{}
	for _, l := range s.Links {
		counts[l.Verdict]++
	}
	return counts
}
