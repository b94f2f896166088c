package config

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// checkListed checks every KPI by itself.
func checkListed(v *validator, kpis []listedKPI) error {
	seen := map[string]bool{}
	for _, k := range kpis {
		name := k.KPI.KPI
		if !identifier.MatchString(name) {
			return v.fail(k.path, fmt.Sprintf("KPI name %q is not usable", name), "use lower-case letters, digits and _")
		}
		if seen[name] {
			return v.fail(k.path, fmt.Sprintf("KPI %s is listed twice", name), "keep one of them")
		}
		seen[name] = true
		for _, check := range []func(*validator) error{k.checkFigure, k.checkAnchors, k.checkStatus, k.checkWords, k.checkBenchmark} {
			if err := check(v); err != nil {
				return err
			}
		}
	}
	return checkCounters(v, kpis)
}

// checkCounters refuses a counter the file names and the scorecard does not show, and
// drops a built-in one it does not.
func checkCounters(v *validator, kpis []listedKPI) error {
	for i, k := range kpis {
		shown := slices.ContainsFunc(kpis, func(other listedKPI) bool { return other.KPI.KPI == k.Counter && !other.Off })
		switch {
		case k.Counter == k.KPI.KPI:
			return v.fail(k.path+".counter", fmt.Sprintf("KPI %s is its own counter", k.KPI.KPI), "name the KPI that falls if this one is driven too far")
		case k.Counter == "" || shown:
		case k.named && nodeAt(v.file, k.path+".counter") != nil:
			return v.fail(k.path+".counter", fmt.Sprintf("KPI %s has counter %q, which is not on the scorecard", k.KPI.KPI, k.Counter), "name another KPI of the scorecard, or add this one")
		default:
			kpis[i].Counter = ""
		}
	}
	return nil
}

// checkFigure makes sure that a KPI says which figure it shows, and how it is read.
func (k listedKPI) checkFigure(v *validator) error {
	name := k.KPI.KPI
	switch {
	case k.Metric == "" && !k.builtin:
		return v.fail(k.path, fmt.Sprintf("scorecard has unknown KPI %q", name),
			"give it a metric and a span ('quarterdeck define' lists the metrics), or use one of "+strings.Join(builtinKPINames(), ", "))
	case !identifier.MatchString(k.Metric):
		return v.fail(k.path+".metric", fmt.Sprintf("KPI %s has unknown metric %q", name, k.Metric), "'quarterdeck define' lists the metrics")
	case !slices.Contains(KPISpans(), k.Span):
		return v.fail(k.path+".span", fmt.Sprintf("KPI %s has unknown span %q", name, k.Span), "use one of "+strings.Join(KPISpans(), ", "))
	case k.Unit == "":
		return v.fail(k.path, fmt.Sprintf("KPI %s has no unit", name), "add 'unit:' with one of "+strings.Join(kpiUnits(), ", "))
	case !slices.Contains(kpiUnits(), k.Unit):
		return v.fail(k.path+".unit", fmt.Sprintf("KPI %s has unknown unit %q", name, k.Unit), "use one of "+strings.Join(kpiUnits(), ", "))
	case k.Direction == "":
		return v.fail(k.path, fmt.Sprintf("KPI %s has no direction", name), "add 'direction:' with one of "+strings.Join(directions(), ", "))
	case !slices.Contains(directions(), k.Direction):
		return v.fail(k.path+".direction", fmt.Sprintf("KPI %s has unknown direction %q", name, k.Direction), "use one of "+strings.Join(directions(), ", "))
	}
	return nil
}

// KPISpans are the periods a KPI's figure may be of.
func KPISpans() []string { return []string{"day", "week", "month", "quarter", "ttm", "trailing"} }

// checkAnchors makes sure that a score can be drawn between floor and target.
func (k listedKPI) checkAnchors(v *validator) error {
	name := k.KPI.KPI
	for _, a := range []struct {
		key    string
		value  *float64
		needed bool
	}{{"target", k.Target, true}, {"floor", k.Floor, true}, {"target_to", k.TargetTo, false}, {"ceiling", k.Ceiling, false}} {
		if a.needed && a.value == nil {
			return v.fail(k.path, fmt.Sprintf("KPI %s has no %s", name, a.key), "add '"+a.key+":'; the score is 1 at the target and 0 at the floor")
		}
		if a.value != nil && (math.IsNaN(*a.value) || math.IsInf(*a.value, 0)) {
			return v.fail(k.path+"."+a.key, fmt.Sprintf("KPI %s has a %s that is no number", name, a.key), "")
		}
	}
	if k.Direction == "range" {
		return k.checkRange(v)
	}
	switch {
	case k.TargetTo != nil || k.Ceiling != nil:
		return v.fail(k.path, fmt.Sprintf("KPI %s has target_to or ceiling and direction %s", name, k.Direction), "both belong to 'direction: range'")
	case *k.Target == *k.Floor:
		return v.fail(k.path, fmt.Sprintf("KPI %s has target equal to floor", name), "a score needs two different anchors")
	case (*k.Target > *k.Floor) != (k.Direction == "up"):
		return v.fail(k.path, fmt.Sprintf("KPI %s has direction %s, target %v and floor %v", name, k.Direction, *k.Target, *k.Floor),
			"the target is the better value: above the floor with direction up, below it with direction down")
	}
	return nil
}

func (k listedKPI) checkRange(v *validator) error {
	if k.TargetTo == nil || k.Ceiling == nil {
		return v.fail(k.path, fmt.Sprintf("KPI %s has a range without its upper end", k.KPI.KPI),
			"add 'target_to:', up to where the score is 1, and 'ceiling:', from where it is 0 again")
	}
	if !(*k.Floor < *k.Target && *k.Target <= *k.TargetTo && *k.TargetTo < *k.Ceiling) {
		return v.fail(k.path, fmt.Sprintf("KPI %s has a range that does not rise: floor %v, target %v, target_to %v, ceiling %v",
			k.KPI.KPI, *k.Floor, *k.Target, *k.TargetTo, *k.Ceiling), "write floor < target <= target_to < ceiling")
	}
	return nil
}

// checkStatus checks the limits of the status and the weight.
func (k listedKPI) checkStatus(v *validator) error {
	name := k.KPI.KPI
	for i, limit := range []*float64{k.Green, k.Yellow} {
		if key := []string{"green", "yellow"}[i]; limit != nil && !(*limit > 0 && *limit <= 1) {
			return v.fail(k.path+"."+key, fmt.Sprintf("KPI %s has %s %v", name, key, *limit), "write a score above 0, at most 1")
		}
	}
	if k.Green != nil && k.Yellow != nil && *k.Green <= *k.Yellow {
		return v.fail(k.path+".yellow", fmt.Sprintf("KPI %s has yellow at or above green", name), "yellow begins at the lower score")
	}
	if w := k.Weight; w != nil && !(*w > 0 && !math.IsInf(*w, 0)) {
		return v.fail(k.path+".weight", fmt.Sprintf("KPI %s has weight %v", name, *w), "a weight is above 0; 'off: true' takes a KPI off the scorecard")
	}
	return nil
}

func (k listedKPI) checkWords(v *validator) error {
	name := k.KPI.KPI
	if k.Cadence != "" && !slices.Contains(kpiCadences(), k.Cadence) {
		return v.fail(k.path+".cadence", fmt.Sprintf("KPI %s has unknown cadence %q", name, k.Cadence), "use one of "+strings.Join(kpiCadences(), ", "))
	}
	if k.Kind != "" && !slices.Contains(kpiKinds(), k.Kind) {
		return v.fail(k.path+".kind", fmt.Sprintf("KPI %s has unknown kind %q", name, k.Kind), "use one of "+strings.Join(kpiKinds(), ", "))
	}
	return v.checkDay(k.path+".review_by", fmt.Sprintf("review_by of KPI %s", name), k.ReviewBy)
}

// checkBenchmark refuses a benchmark nobody could look up.
func (k listedKPI) checkBenchmark(v *validator) error {
	b := k.Benchmark
	if b == nil {
		return nil
	}
	name, path := k.KPI.KPI, k.path+".benchmark"
	switch {
	case b.Value == nil:
		return v.fail(path, fmt.Sprintf("benchmark of KPI %s has no value", name), "add 'value:'")
	case b.Source == "":
		return v.fail(path, fmt.Sprintf("benchmark of KPI %s has no source", name), "add 'source:', who says so")
	case b.Date == "":
		return v.fail(path, fmt.Sprintf("benchmark of KPI %s has no date", name), "add 'date:', as of when, YYYY-MM-DD")
	}
	return v.checkDay(path+".date", "date of the benchmark of KPI "+name, b.Date)
}

func (v *validator) checkDay(path, what, day string) error {
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		return v.fail(path, fmt.Sprintf("%s %q is not a date", what, day), "write YYYY-MM-DD")
	}
	return nil
}
