package config

// KPI is one line of the scorecard. A KPI named in the file changes the default
// of that name; what the file leaves out keeps its default.
type KPI struct {
	KPI         string `yaml:"kpi"`
	Perspective string `yaml:"perspective"`
	Objective   string `yaml:"objective"`
	// Unit is how the value is read: ratio, money, minutes, score or count.
	Unit string `yaml:"unit"`
	// Target is where the score is 1, Floor where it is 0; their order gives the direction.
	Target *float64 `yaml:"target"`
	Floor  *float64 `yaml:"floor"`
	Owner  string   `yaml:"owner"`
}

// Perspectives are the four of the balanced scorecard, in the order shown.
func Perspectives() []string {
	return []string{"financial", "customer", "internal", "learning"}
}

// DefaultScorecard is the scorecard of a company that configured none. The
// targets are starting points for a B2B SaaS, meant to be replaced.
func DefaultScorecard() []KPI {
	return []KPI{
		kpi("nrr", "financial", "Keep and grow recurring revenue", "ratio", 1.08, 0.90, "VP Customer Success"),
		kpi("grr", "financial", "Keep and grow recurring revenue", "ratio", 0.92, 0.80, "VP Customer Success"),
		kpi("mrr_growth", "financial", "Keep and grow recurring revenue", "ratio", 0.20, 0, "Chief Revenue Officer"),
		kpi("logo_churn", "customer", "Customers reach value and say so", "ratio", 0.08, 0.24, "VP Customer Success"),
		kpi("nps", "customer", "Customers reach value and say so", "score", 40, 0, "VP Customer Success"),
		kpi("csat", "customer", "Customers reach value and say so", "ratio", 0.92, 0.75, "Head of Support"),
		kpi("health_green_share", "customer", "Customers reach value and say so", "ratio", 0.70, 0.40, "VP Customer Success"),
		kpi("first_reply_p50", "internal", "Do the right things in time", "minutes", 120, 480, "Head of Support"),
		kpi("sla_attainment", "internal", "Do the right things in time", "ratio", 0.95, 0.75, "Head of Support"),
		kpi("reopen_rate", "internal", "Do the right things in time", "ratio", 0.05, 0.15, "Head of Support"),
		kpi("health_coverage", "learning", "Able people, good data", "ratio", 0.95, 0.60, "CS Operations"),
		kpi("match_rate", "learning", "Able people, good data", "ratio", 0.98, 0.85, "CS Operations"),
	}
}

func kpi(name, perspective, objective, unit string, target, floor float64, owner string) KPI {
	return KPI{KPI: name, Perspective: perspective, Objective: objective, Unit: unit,
		Target: &target, Floor: &floor, Owner: owner}
}

// mergeScorecard lays the file's KPIs over the defaults of the same name. A
// KPI the defaults do not know stays as it is, for validate to refuse.
func mergeScorecard(configured []KPI) []KPI {
	merged := DefaultScorecard()
	at := make(map[string]int, len(merged))
	for i, k := range merged {
		at[k.KPI] = i
	}
	for _, k := range configured {
		i, known := at[k.KPI]
		if !known {
			merged = append(merged, k)
			continue
		}
		merged[i] = overlay(merged[i], k)
	}
	return merged
}

func overlay(base, over KPI) KPI {
	if over.Perspective != "" {
		base.Perspective = over.Perspective
	}
	if over.Objective != "" {
		base.Objective = over.Objective
	}
	if over.Owner != "" {
		base.Owner = over.Owner
	}
	if over.Target != nil {
		base.Target = over.Target
	}
	if over.Floor != nil {
		base.Floor = over.Floor
	}
	return base
}
