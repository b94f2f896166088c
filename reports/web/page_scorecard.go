package web

import (
	"time"

	"quarterdeck/reports"
)

// Scorecard is the balanced scorecard with its strategy map.
type Scorecard struct {
	Frame
	Total        *Perspective
	Perspectives []Perspective
	Map          *Chart
	Links        []LinkLine
	Drivers      []Driver
}

func (Scorecard) view() string { return "scorecard" }

// Perspective is one of the four, or the total, with its KPIs.
type Perspective struct {
	Name, Title, Status string
	Score               *float64 // 0 to 1
	Coverage            float64
	Reason              string
	KPIs                []KPI
}

// Known is the part of its weight that is known.
func (p Perspective) Known() *float64 { return &p.Coverage }

// KPI is one line of the scorecard.
type KPI struct {
	Name, Unit, Status, Owner string
	Objective                 string
	Actual, Previous, Target  *float64
	Score                     *float64
	Trusted                   bool
	Reason                    string
	FigureID, Metric, Span    string
	Cadence, Kind             string
	// History are the values of the last periods, the oldest first.
	History []float64
}

// LinkLine is an arrow of the strategy map in words.
type LinkLine struct {
	Number           int
	From, To         string
	Expected         string // what the company believes
	Lag, Months      int
	Rho, Low, High   *float64
	Verdict, Reason  string
	Measured, Effect string
}

// Driver is a part of what moved a KPI.
type Driver struct {
	KPI, Name, Unit         string
	Value, Previous, Change *float64
}

// KPIPage is everything about one KPI.
type KPIPage struct {
	Frame
	KPI        KPI
	Definition *Definition
	Course     *Chart
	History    []Period
	Drivers    []Driver
	Levels     []Level
}

func (KPIPage) view() string { return "kpi" }

// Period is a value of one period.
type Period struct {
	Start, End time.Time
	Value      *float64
	N          *int64
	FigureID   string
	Reason     string
}

// Level is the KPI of a team, a CSM or a segment.
type Level struct {
	Title string
	Rows  []LevelRow
}

// LevelRow is one of them.
type LevelRow struct {
	Name, Status, Reason string
	Customers            *int64
	Value, Score         *float64
}

// Links writes the links of a strategy.
func Links(s *reports.Strategy) []LinkLine {
	var all []LinkLine
	title := func(name string) string {
		if o := s.Objective(name); o != nil {
			return o.Title
		}
		return name
	}
	value := func(n reports.Number) *float64 {
		if !n.OK() {
			return nil
		}
		return &n.V
	}
	for i, l := range s.Links {
		expected := "the more, the more"
		if l.Expected == "minus" {
			expected = "the more, the less"
		}
		all = append(all, LinkLine{Number: i + 1, From: title(l.From), To: title(l.To), Expected: expected, Lag: l.Lag, Months: l.Months,
			Rho: value(l.Rho), Low: value(l.Low), High: value(l.High), Verdict: l.Verdict, Reason: l.Reason, Measured: l.FromMeasure, Effect: l.ToMeasure})
	}
	return all
}
