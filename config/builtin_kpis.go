package config

import "slices"

// builtinKPI is a KPI with targets of our own.
type builtinKPI struct {
	KPI KPI
	// byDefault: on the scorecard of a company that configured none.
	byDefault bool
}

// builtinKPIs are those that only need to be named. Their targets are starting
// points for a B2B SaaS, meant to be replaced.
func builtinKPIs() []builtinKPI {
	const (
		success = "VP Customer Success"
		support = "Head of Support"
		ops     = "CS Operations"
	)
	standard := func(k KPI) builtinKPI { return builtinKPI{KPI: k, byDefault: true} }
	further := func(k KPI) builtinKPI { return builtinKPI{KPI: k} }
	return []builtinKPI{
		standard(builtin("nrr", "nrr", "ttm", "grow_revenue", "ratio", 1.08, 0.90).lagging("monthly").of(success, "Customer Success").against("grr")),
		standard(builtin("grr", "grr", "ttm", "keep_revenue", "ratio", 0.92, 0.80).lagging("monthly").of(success, "Customer Success")),
		standard(builtin("mrr_growth", "mrr_growth", "ttm", "grow_revenue", "ratio", 0.20, 0).lagging("monthly").of("Chief Revenue Officer", "Sales")),
		standard(builtin("logo_churn", "logo_churn", "ttm", "keep_customers", "ratio", 0.08, 0.24).lagging("monthly").of(success, "Customer Success")),
		standard(builtin("nps", "nps", "trailing", "satisfied_customers", "score", 40, 0).lagging("monthly").of(success, "Customer Success").against("survey_response_rate")),
		standard(builtin("csat", "csat", "trailing", "satisfied_customers", "ratio", 0.92, 0.75).lagging("weekly").of(support, "Support")),
		standard(builtin("health_green_share", "health_green_share", "day", "keep_customers", "ratio", 0.70, 0.40).leading("weekly").of(success, "Customer Success")),
		standard(builtin("first_reply_p50", "first_reply_time", "trailing", "timely_help", "minutes", 120, 480).leading("weekly").of(support, "Support").against("reopen_rate")),
		standard(builtin("sla_attainment", "sla_attainment", "trailing", "timely_help", "ratio", 0.95, 0.75).leading("weekly").of(support, "Support")),
		standard(builtin("reopen_rate", "reopen_rate", "trailing", "timely_help", "ratio", 0.05, 0.15).leading("weekly").of(support, "Support")),
		standard(builtin("health_coverage", "health_coverage", "day", "known_customers", "ratio", 0.95, 0.60).leading("weekly").of(ops, "Operations")),
		standard(builtin("match_rate", "match_rate", "day", "known_customers", "ratio", 0.98, 0.85).leading("weekly").of(ops, "Operations")),

		further(builtin("logo_retention", "logo_retention", "ttm", "keep_customers", "ratio", 0.92, 0.76).lagging("monthly").of(success, "Customer Success")),
		further(builtin("renewal_rate_value", "renewal_rate_value", "ttm", "keep_revenue", "ratio", 0.92, 0.80).lagging("monthly").of(success, "Customer Success")),
		further(builtin("mrr_at_risk", "mrr_at_risk_share", "day", "keep_revenue", "ratio", 0.05, 0.20).leading("weekly").of(success, "Customer Success")),
		further(builtin("proactive_share", "proactive_share", "trailing", "timely_help", "ratio", 0.20, 0.05).leading("weekly").of(support, "Support")),
		further(builtin("onboarding_completion", "onboarding_completion", "quarter", "first_value", "ratio", 0.90, 0.60).leading("monthly").of(success, "Customer Success")),
		further(builtin("time_to_value", "time_to_value", "quarter", "first_value", "days", 30, 90).leading("monthly").of(success, "Customer Success")),
		further(builtin("survey_response_rate", "survey_response_rate", "trailing", "known_customers", "ratio", 0.35, 0.10).leading("monthly").of(ops, "Operations")),
	}
}

func builtin(name, metric, span, objective, unit string, target, floor float64) KPI {
	direction := "up"
	if target < floor {
		direction = "down"
	}
	return KPI{KPI: name, Metric: metric, Span: span, Objective: objective, Unit: unit, Direction: direction, Target: &target, Floor: &floor}
}

func (k KPI) leading(cadence string) KPI { k.Kind, k.Cadence = "leading", cadence; return k }
func (k KPI) lagging(cadence string) KPI { k.Kind, k.Cadence = "lagging", cadence; return k }
func (k KPI) against(counter string) KPI { k.Counter = counter; return k }

func (k KPI) of(owner, department string) KPI { k.Owner, k.Department = owner, department; return k }

// BuiltinKPI is the built-in KPI of a name.
func BuiltinKPI(name string) (KPI, bool) {
	all := builtinKPIs()
	i := slices.IndexFunc(all, func(b builtinKPI) bool { return b.KPI.KPI == name })
	if i < 0 {
		return KPI{}, false
	}
	return all[i].KPI, true
}

func builtinKPINames() []string {
	var names []string
	for _, b := range builtinKPIs() {
		names = append(names, b.KPI.KPI)
	}
	return names
}
