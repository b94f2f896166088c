package transforms

import (
	"fmt"
	"slices"
	"time"
)

// Report says what a build made and what its checks found.
type Report struct {
	Models []ModelResult
	Checks []CheckResult
}

// ModelResult is one table made.
type ModelResult struct {
	Name     string
	Rows     int64
	Duration time.Duration
}

// CheckResult is one check run.
type CheckResult struct {
	Name     string // schema.table.kind(…) for a model's own check, else the file's name
	Severity Severity
	Source   string // the source or table the check is about
	Meaning  string
	Failed   int64
	Total    int64
	// Holds are the customers whose reports must not go out.
	Holds []string
	// Detail lists the first failing keys.
	Detail string
	// Blocks is true when the whole publication must be held.
	Blocks bool
}

// Blocking lists the failing checks that forbid the publication.
func (r *Report) Blocking() []CheckResult {
	return slices.DeleteFunc(slices.Clone(r.Checks), func(c CheckResult) bool { return !c.Blocks })
}

// Failing lists the checks that found something, whatever their severity.
func (r *Report) Failing() []CheckResult {
	return slices.DeleteFunc(slices.Clone(r.Checks), func(c CheckResult) bool { return c.Failed == 0 })
}

// HeldCustomers lists, sorted, the customers any check holds.
func (r *Report) HeldCustomers() []string {
	var held []string
	for _, c := range r.Checks {
		held = append(held, c.Holds...)
	}
	slices.Sort(held)
	return slices.Compact(held)
}

func (c CheckResult) String() string {
	return fmt.Sprintf("%s (%s): %d of %d: %s", c.Name, c.Severity, c.Failed, c.Total, c.Detail)
}
