package web

import "time"

// Quality is how far the data can be trusted.
type Quality struct {
	Frame
	// HeldRun is set when a check holds back a newer build than the published one.
	HeldRun  string
	Failing  []Check
	Passed   int
	Held     int
	Coverage []AreaCoverage
	Complete *AreaCoverage
	Streams  []Stream
	Matched  *float64
	Records  int64
}

func (Quality) view() string { return "quality" }

// Check is what a check found.
type Check struct {
	Name, Meaning, Severity, Source, Detail string
	Failed, Total, Holds                    int64
}

// AreaCoverage is of how many customers a source has data.
type AreaCoverage struct {
	Area, Source, Reason       string
	Customers, WithData, Fresh int64
	Share, MRRShare            *float64
	Newest, Loaded             time.Time
	Stale                      bool
}

// Stream is a stream of a source as it was when the marts were computed.
type Stream struct {
	Source, Name, State string
	Loaded              time.Time
	Age                 time.Duration
	Rows, Live          *int64
	Rejected, Invalid   *int64
	Unfinished          string
}

// CheckPage are the rows a check failed.
type CheckPage struct {
	Frame
	Check Check
	Rows  []FailedRow
	More  int64
}

func (CheckPage) view() string { return "check" }

// FailedRow is one of them.
type FailedRow struct {
	Key, Detail string
	Customer    *Named
	Amount      *float64
}

// Definitions are the metrics as they are computed here.
type Definitions struct {
	Frame
	Areas []DefinitionArea
	Count int
}

func (Definitions) view() string { return "definitions" }

// DefinitionArea are the metrics of an area.
type DefinitionArea struct {
	Name    string
	Metrics []Definition
}

// Definition is what a metric means.
type Definition struct {
	Metric, Name, Area, Unit, Better string
	Definition, Formula, Source      string
	Variants                         []string
	Settings                         []Pair
	Version, Since                   string
}
