package config

import (
	"fmt"
	"slices"
)

// Health is how customers are judged. Without profiles a default one judges all.
type Health struct {
	Pulse Pulse `yaml:"pulse"`
	// Profiles are tried in their order: the first that fits is a customer's own. Whom
	// none fits is judged by the default one.
	Profiles []HealthProfile `yaml:"profiles"`
}

// Pulse is how much the team's own opinion of a customer counts in its score.
type Pulse struct {
	// MaxWeight is its share of the score on the day it was noted. It falls in a line
	// to nothing at MaxAgeDays.
	MaxWeight  float64 `yaml:"max_weight"`
	MaxAgeDays int     `yaml:"max_age_days"`
	// Worst and Best are the ends of the scale pulses are noted on.
	Worst float64 `yaml:"worst"`
	Best  float64 `yaml:"best"`
}

// HealthProfile is how some customers are judged.
type HealthProfile struct {
	Name string `yaml:"name"`
	// When is SQL over the customer's columns, attributes, segments, mrr and
	// tenure_months; without it the profile fits every customer.
	When string `yaml:"when"`
	// Model is weighted (the default) or simple, where the poorest measure decides.
	Model      string            `yaml:"model"`
	Dimensions []HealthDimension `yaml:"dimensions"`
	Gates      []HealthGate      `yaml:"gates"`
	// At is the place of When in the file.
	At string `yaml:"-" json:"-"`
}

// HealthDimension is one side of a customer's health.
type HealthDimension struct {
	Name     string          `yaml:"name"`
	Group    string          `yaml:"group"`
	Weight   float64         `yaml:"weight"`
	Measures []HealthMeasure `yaml:"measures"`
}

// HealthMeasure says how a measure is scored: by the values that score 0 and 100,
// which may depend on how long the customer has paid, or by steps.
type HealthMeasure struct {
	Measure string `yaml:"measure"`
	// Weight is its share of the dimension; 1 when it is not given.
	Weight *float64 `yaml:"weight"`
	// MaxAgeDays is the age from which on a value counts as missing; 0 is any.
	MaxAgeDays int             `yaml:"max_age_days"`
	Worst      *float64        `yaml:"worst"`
	Best       *float64        `yaml:"best"`
	Anchors    []HealthAnchors `yaml:"anchors"`
	Steps      []HealthStep    `yaml:"steps"`
}

// Share is the measure's weight in its dimension.
func (m HealthMeasure) Share() float64 {
	if m.Weight == nil {
		return 1
	}
	return *m.Weight
}

// Lines are the anchors, by age where they depend on it; nil for steps.
func (m HealthMeasure) Lines() []HealthAnchors {
	if m.Worst != nil && m.Best != nil {
		return []HealthAnchors{{Worst: *m.Worst, Best: *m.Best}}
	}
	return m.Anchors
}

// HealthAnchors hold for customers that have paid for at least so many months.
type HealthAnchors struct {
	FromMonth int     `yaml:"from_month"`
	Worst     float64 `yaml:"worst"`
	Best      float64 `yaml:"best"`
}

// HealthStep is the score from a value on.
type HealthStep struct {
	At    float64 `yaml:"at"`
	Score float64 `yaml:"score"`
}

// HealthGate is a measure that alone caps the score.
type HealthGate struct {
	Measure string   `yaml:"measure"`
	Above   *float64 `yaml:"above"`
	Below   *float64 `yaml:"below"`
	Cap     float64  `yaml:"cap"`
	Reason  string   `yaml:"reason"`
}

// HealthMeasures are the measures a profile may use, beside the customers' own
// attributes that are numbers, each as attribute.<name>.
func HealthMeasures() []string {
	return []string{
		"usage_trend", "usage_change", "seat_utilisation", "adoption_breadth", "stickiness", "active_days_share",
		"open_tickets_over_7_days", "oldest_urgent_ticket_days", "reopened_tickets", "first_reply_hours",
		"nps", "csat", "days_past_due", "days_to_renewal", "notice_given", "tenure_months", "mrr", "seats", "goals_on_track",
	}
}

// HealthGroups are the sides of a relation a dimension may belong to.
func HealthGroups() []string { return []string{"product", "relationship"} }

func defaultHealth() Health {
	return Health{Pulse: Pulse{MaxWeight: 0.2, MaxAgeDays: 90, Worst: 1, Best: 5}}
}

// isMeasure tells whether there is such a measure.
func (c *Config) isMeasure(name string) bool {
	return slices.Contains(HealthMeasures(), name) || slices.Contains(c.numberMeasures(), name)
}

// numberMeasures are the attributes declared as numbers, as measures.
func (c *Config) numberMeasures() []string {
	var names []string
	for _, source := range c.Sources {
		for name, a := range source.Attributes {
			if a.Type == "number" {
				names = append(names, fmt.Sprintf("attribute.%s", name))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
