package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Perspective is one of the views of the balanced scorecard; their order in the
// file is the one they are shown in.
type Perspective struct {
	Perspective string `yaml:"perspective"`
	Title       string `yaml:"title"`
}

// Perspectives reads as a list, or as the name of a usual one: standard, or
// nonprofit, which has the customers first.
type Perspectives []Perspective

// Goal is what the company wants; objectives serve it.
type Goal struct {
	Goal  string `yaml:"goal"`
	Title string `yaml:"title"`
	Owner string `yaml:"owner"`
}

// Objective is what a perspective is to reach for a goal, measured by KPIs.
type Objective struct {
	Objective   string `yaml:"objective"`
	Title       string `yaml:"title"`
	Perspective string `yaml:"perspective"`
	Goal        string `yaml:"goal"`
	Owner       string `yaml:"owner"`
	// ReviewBy is the day the objective is to be thought over by, YYYY-MM-DD.
	ReviewBy string `yaml:"review_by"`
	// At is the place of the objective in the file; empty for one that is not in it.
	At string `yaml:"-" json:"-"`
}

// KaplanNorton are the perspectives every scorecard is expected to have.
func KaplanNorton() []string { return []string{"financial", "customer", "internal", "learning"} }

func standardPerspectives() Perspectives {
	return Perspectives{{"financial", "Financial"}, {"customer", "Customer"}, {"internal", "Internal process"}, {"learning", "Learning and growth"}}
}

// UnmarshalYAML reads either a list or a name.
func (p *Perspectives) UnmarshalYAML(unmarshal func(any) error) error {
	var name string
	if err := unmarshal(&name); err != nil {
		return unmarshal((*[]Perspective)(p))
	}
	four := standardPerspectives()
	switch name {
	case "standard":
		*p = four
	case "nonprofit":
		*p = Perspectives{four[1], four[0], four[2], four[3]}
	default:
		*p = Perspectives{{Perspective: name}} // without a title, which is refused with its place
	}
	return nil
}

func defaultGoals() []Goal {
	return []Goal{
		{"recurring_revenue", "Keep and grow recurring revenue", "Chief Revenue Officer"},
		{"customer_value", "Customers reach the value they came for", "VP Customer Success"},
	}
}

func defaultObjectives() []Objective {
	return []Objective{
		{Objective: "grow_revenue", Title: "Grow with the customers we have", Perspective: "financial", Goal: "recurring_revenue", Owner: "Chief Revenue Officer"},
		{Objective: "keep_revenue", Title: "Keep recurring revenue", Perspective: "financial", Goal: "recurring_revenue", Owner: "VP Customer Success"},
		{Objective: "keep_customers", Title: "Customers stay", Perspective: "customer", Goal: "recurring_revenue", Owner: "VP Customer Success"},
		{Objective: "satisfied_customers", Title: "Customers reach value and say so", Perspective: "customer", Goal: "customer_value", Owner: "VP Customer Success"},
		{Objective: "first_value", Title: "New customers soon reach value", Perspective: "internal", Goal: "customer_value", Owner: "VP Customer Success"},
		{Objective: "timely_help", Title: "Help in time and for good", Perspective: "internal", Goal: "customer_value", Owner: "Head of Support"},
		{Objective: "known_customers", Title: "Every customer is known", Perspective: "learning", Goal: "customer_value", Owner: "CS Operations"},
	}
}

// listedObjective is an objective and its place in the file, as a YAML path.
type listedObjective struct {
	Objective
	path string
	// own: of the file, not of the defaults.
	own bool
}

// mergeObjectives lays the file's objectives over the defaults of the same name.
func mergeObjectives(configured []Objective) []listedObjective {
	var merged []listedObjective
	for _, o := range defaultObjectives() {
		merged = append(merged, listedObjective{Objective: o, path: "$.objectives"})
	}
	for i, o := range configured {
		one := listedObjective{Objective: o, path: fmt.Sprintf("$.objectives[%d]", i), own: true}
		at := slices.IndexFunc(merged, func(m listedObjective) bool { return !m.own && m.Objective.Objective == o.Objective })
		if at < 0 {
			merged = append(merged, one)
			continue
		}
		base := merged[at].Objective
		one.Title, one.Owner = cmp.Or(o.Title, base.Title), cmp.Or(o.Owner, base.Owner)
		one.Perspective, one.Goal = cmp.Or(o.Perspective, base.Perspective), cmp.Or(o.Goal, base.Goal)
		merged[at] = one
	}
	return merged
}

// mergeGoals lays the file's goals over the defaults of the same name.
func mergeGoals(configured []Goal) []Goal {
	merged := defaultGoals()
	for _, g := range configured {
		at := slices.IndexFunc(merged, func(m Goal) bool { return m.Goal == g.Goal })
		if at < 0 {
			merged = append(merged, g)
			continue
		}
		merged[at] = Goal{Goal: g.Goal, Title: cmp.Or(g.Title, merged[at].Title), Owner: cmp.Or(g.Owner, merged[at].Owner)}
	}
	return merged
}

// named is the name of an objective that is only given by its title.
func named(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	return strings.TrimSuffix(b.String()[:min(b.Len(), 60)], "_")
}
