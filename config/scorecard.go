package config

import (
	"cmp"
	"fmt"
	"slices"
)

// ScorecardLimits keep a scorecard short and balanced.
type ScorecardLimits struct {
	// More KPIs than ManyKPIs are warned of, more than MostKPIs refused.
	ManyKPIs int `yaml:"many_kpis" min:"1"`
	MostKPIs int `yaml:"most_kpis" min:"1"`
	// MostShare is the share of the KPIs, or of their weight, one perspective may
	// have without a warning.
	MostShare float64 `yaml:"most_share" min:"0" max:"1"`
}

// KPI is one line of the scorecard: a figure of all customers, held against a
// target. A KPI named like a built-in one changes that; what the file leaves out
// keeps the built-in's value.
type KPI struct {
	KPI string `yaml:"kpi"`
	// Metric and Span name the figure: a defined metric, and the period it is of.
	Metric string `yaml:"metric"`
	Span   string `yaml:"span"`
	// Objective is what the KPI serves. Text that is no objective's name makes an
	// objective of that title. Perspective follows from it where it is empty.
	Objective   string `yaml:"objective"`
	Perspective string `yaml:"perspective"`
	// Unit is how the value is read: ratio, money, minutes, days, score or count.
	Unit string `yaml:"unit"`
	// Direction is up, down or range. Target is where the score is 1, Floor where it
	// is 0. In a range it is 1 from Target to TargetTo, and 0 from Ceiling on as well.
	Direction string   `yaml:"direction"`
	Target    *float64 `yaml:"target"`
	TargetTo  *float64 `yaml:"target_to"`
	Floor     *float64 `yaml:"floor"`
	Ceiling   *float64 `yaml:"ceiling"`
	// Green and Yellow are the scores the status begins at; nil takes the setting.
	Green  *float64 `yaml:"green"`
	Yellow *float64 `yaml:"yellow"`
	// Weight is the share in its perspective, against the others'; nil is 1.
	Weight *float64 `yaml:"weight"`
	// Cadence is how often the value is meant to be looked at, Kind leading or lagging.
	Cadence string `yaml:"cadence"`
	Kind    string `yaml:"kind"`
	// Counter is the KPI that shows what this one may be bought with.
	Counter    string `yaml:"counter"`
	Owner      string `yaml:"owner"`
	Department string `yaml:"department"`
	// ReviewBy is the day the KPI is to be thought over by, YYYY-MM-DD.
	ReviewBy  string     `yaml:"review_by"`
	Benchmark *Benchmark `yaml:"benchmark"`
	// Off takes a KPI off the scorecard.
	Off bool `yaml:"off"`
	// At is the place of the KPI in the file; empty for one that is not in it.
	At string `yaml:"-" json:"-"`
}

// Benchmark is what others reach, and who says so when.
type Benchmark struct {
	Value  *float64 `yaml:"value"`
	Source string   `yaml:"source"`
	Date   string   `yaml:"date"`
}

// The words a KPI may use.
func kpiUnits() []string    { return []string{"ratio", "money", "minutes", "days", "score", "count"} }
func kpiCadences() []string { return []string{"daily", "weekly", "monthly", "quarterly", "yearly"} }
func kpiKinds() []string    { return []string{"leading", "lagging"} }
func directions() []string  { return []string{"up", "down", "range"} }

// listedKPI is a KPI and its place in the file, as a YAML path.
type listedKPI struct {
	KPI
	path    string
	builtin bool
	// named: the file speaks of it.
	named bool
}

// mergeScorecard lays the file's KPIs over the built-in ones of the same name.
// Those of the default scorecard are on it unless the file takes them off, others
// where the file names them.
func mergeScorecard(configured []KPI) []listedKPI {
	path := func(i int) string { return fmt.Sprintf("$.scorecard[%d]", i) }
	var merged []listedKPI
	builtin := builtinKPIs()
	for _, b := range builtin {
		i := slices.IndexFunc(configured, func(k KPI) bool { return k.KPI == b.KPI.KPI })
		switch {
		case i >= 0:
			merged = append(merged, listedKPI{KPI: overlay(b.KPI, configured[i]), path: path(i), builtin: true, named: true})
		case b.byDefault:
			merged = append(merged, listedKPI{KPI: b.KPI, path: "$.scorecard", builtin: true})
		}
	}
	for i, k := range configured {
		first := slices.IndexFunc(configured, func(other KPI) bool { return other.KPI == k.KPI }) == i
		if !first || !slices.ContainsFunc(builtin, func(b builtinKPI) bool { return b.KPI.KPI == k.KPI }) {
			merged = append(merged, listedKPI{KPI: k, path: path(i), named: true})
		}
	}
	return merged
}

// overlay is a built-in KPI with what the file says of it. One that is moved to
// another perspective leaves its objective.
func overlay(base, over KPI) KPI {
	if over.Perspective != "" && over.Objective == "" {
		base.Objective = ""
	}
	over.Metric, over.Span = cmp.Or(over.Metric, base.Metric), cmp.Or(over.Span, base.Span)
	over.Objective, over.Unit = cmp.Or(over.Objective, base.Objective), cmp.Or(over.Unit, base.Unit)
	over.Direction = cmp.Or(over.Direction, base.Direction)
	over.Target, over.Floor = cmp.Or(over.Target, base.Target), cmp.Or(over.Floor, base.Floor)
	over.Cadence, over.Kind, over.Counter = cmp.Or(over.Cadence, base.Cadence), cmp.Or(over.Kind, base.Kind), cmp.Or(over.Counter, base.Counter)
	over.Owner, over.Department = cmp.Or(over.Owner, base.Owner), cmp.Or(over.Department, base.Department)
	return over
}
