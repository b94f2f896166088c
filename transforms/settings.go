package transforms

import "time"

// Settings is everything of a run that is not data. The marts are a function of
// Settings, the tables and the models, and of nothing else.
type Settings struct {
	// AsOf is the business date: no fact after the end of this day, in Timezone,
	// is known. Only its calendar date is read.
	AsOf time.Time
	// KnownAt is the knowledge instant; freshness is measured against it.
	KnownAt time.Time
	RunID   string
	// LookingBack is set for a night computed later, which nobody publishes.
	LookingBack     bool
	Company         string
	Currency        string // reporting currency
	Timezone        string // IANA name
	FiscalYearStart int    // month, 1 to 12
	Attributes      []Attribute
	Segments        []Segment
	Metrics         Metrics
	Health          Health
	Alerts          Alerts
	Scorecard       []KPI
	// Perspectives, Goals and Objectives are what the KPIs serve; Teams are the
	// owners of customers by team.
	Perspectives []Perspective
	Goals        []Goal
	Objectives   []Objective
	Teams        map[string][]string
	Links        []StrategyLink
	Pillars      []Pillar
	Assessments  []PillarAssessment
	// Surveys say what the questions of survey tools measure.
	Surveys []SurveyQuestion
	// Schedules are when the support team works, that of all other tickets first.
	Schedules []Schedule
}
