package transforms

import "slices"

// Health is how customers are judged. Without profiles DefaultHealthProfile judges
// everybody; it also judges whom no other profile fits.
type Health struct {
	Pulse    Pulse           `json:"pulse"`
	Profiles []HealthProfile `json:"profiles,omitempty"`
}

// Pulse is how much the team's own opinion of a customer counts: MaxWeight of the
// score on the day it was noted, less every day, nothing after MaxAgeDays. Worst and
// Best are the ends of the scale it is noted on.
type Pulse struct {
	MaxWeight  float64 `json:"max_weight"`
	MaxAgeDays int     `json:"max_age_days"`
	Worst      float64 `json:"worst"`
	Best       float64 `json:"best"`
}

// HealthProfile is how some customers are judged. The first whose When is true of a
// customer is its own.
type HealthProfile struct {
	Name string `json:"name"`
	// When is SQL over the customer's columns, attributes, segments, mrr and
	// tenure_months; empty fits every customer.
	When string `json:"when,omitempty"`
	// At is where the configuration has When, for messages.
	At string `json:"-"`
	// Simple goes by the poorest: any poor measure makes the customer poor, all good
	// ones make it good.
	Simple     bool              `json:"simple,omitempty"`
	Dimensions []HealthDimension `json:"dimensions"`
	Gates      []HealthGate      `json:"gates,omitempty"`
}

// HealthDimension is one side of a customer's health.
type HealthDimension struct {
	Name string `json:"name"`
	// Group is product or relationship.
	Group    string          `json:"group"`
	Weight   float64         `json:"weight"`
	Measures []HealthMeasure `json:"measures"`
}

// HealthMeasure is a measure of metrics.measures and how it is scored, on straight
// lines or by steps.
type HealthMeasure struct {
	Measure string  `json:"measure"`
	Weight  float64 `json:"weight"`
	// MaxAgeDays is the age from which on the value is as good as missing; 0 is any.
	MaxAgeDays int          `json:"max_age_days,omitempty"`
	Anchors    []Anchors    `json:"anchors,omitempty"`
	Steps      []HealthStep `json:"steps,omitempty"`
}

// Anchors are the values that score 0 and 100, for customers that have paid for at
// least so many months; the first begin at 0.
type Anchors struct {
	FromMonth int     `json:"from_month,omitempty"`
	Worst     float64 `json:"worst"`
	Best      float64 `json:"best"`
}

// HealthStep is the score of values from At up to the next step. The first also holds
// what lies below it.
type HealthStep struct {
	At    float64 `json:"at"`
	Score float64 `json:"score"`
}

// HealthGate is a signal so strong that alone it caps the score.
type HealthGate struct {
	Measure string   `json:"measure"`
	Above   *float64 `json:"above,omitempty"`
	Below   *float64 `json:"below,omitempty"`
	Cap     float64  `json:"cap"`
	Reason  string   `json:"reason"`
}

// DefaultPulse is how much an opinion counts where the configuration says nothing.
func DefaultPulse() Pulse { return Pulse{MaxWeight: 0.2, MaxAgeDays: 90, Worst: 1, Best: 5} }

// DefaultHealthProfile judges by what any vendor tells.
func DefaultHealthProfile() HealthProfile {
	line := func(measure string, worst, best float64) []HealthMeasure {
		return []HealthMeasure{{Measure: measure, Weight: 1, Anchors: []Anchors{{Worst: worst, Best: best}}}}
	}
	above := func(limit float64) *float64 { return &limit }
	return HealthProfile{
		Name: "default",
		Dimensions: []HealthDimension{
			{Name: "adoption", Group: "product", Weight: 0.5, Measures: slices.Concat(line("usage_trend", -0.5, 0.1), line("seat_utilisation", 0.2, 0.8))},
			{Name: "support", Group: "relationship", Weight: 0.15, Measures: line("open_tickets_over_7_days", 3, 0)},
			{Name: "sentiment", Group: "relationship", Weight: 0.2, Measures: line("nps", 0, 100)},
			{Name: "payment", Group: "relationship", Weight: 0.15, Measures: line("days_past_due", 30, 0)},
		},
		Gates: []HealthGate{
			{Measure: "notice_given", Above: above(0.5), Cap: 49, Reason: "notice is given"},
			{Measure: "days_past_due", Above: above(30), Cap: 49, Reason: "an invoice is more than 30 days past due"},
			{Measure: "oldest_urgent_ticket_days", Above: above(14), Cap: 74, Reason: "an urgent ticket has been open for more than 14 days"},
		},
	}
}

// health is what judges in the end: with the default profile last, unless another
// fits every customer.
func (s Settings) health() Health {
	h := s.Health
	if h.Pulse.MaxAgeDays == 0 {
		h.Pulse = DefaultPulse()
	}
	if !slices.ContainsFunc(h.Profiles, func(p HealthProfile) bool { return p.When == "" }) {
		h.Profiles = append(slices.Clone(h.Profiles), DefaultHealthProfile())
	}
	return h
}
