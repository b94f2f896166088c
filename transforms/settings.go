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
	Scorecard       []KPI
	// Surveys say what the questions of survey tools measure.
	Surveys []SurveyQuestion
}

// Segment is one dimension of the numbers. Exactly one of Attribute, Bands and
// Expression is set, but bands may split a numeric attribute; a bare name is an
// attribute of the same name.
type Segment struct {
	Name      string
	Attribute string
	// Bands split customers by the attribute, without one by MRR; the lower bound
	// belongs to the band.
	Bands []Band
	// Expression is SQL over the columns of core.customers that gives the segment.
	Expression string
}

// Band is one value of a band dimension.
type Band struct {
	Name       string
	LowerBound float64
}

// KPI is one line of the scorecard.
type KPI struct {
	KPI         string
	Perspective string
	Objective   string
	Unit        string
	Direction   string // up or down
	Target      float64
	Floor       float64
	Weight      float64
	Owner       string
}
