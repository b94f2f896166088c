package web

import "time"

// Customer is everything about one account.
type Customer struct {
	Frame
	ID, Name, Owner, Domain, Stage string
	Parent                         *Named
	Attributes                     []Pair
	Since, FirstPaid               time.Time
	MRR, ARR                       *float64
	Paying                         bool
	Seats                          *int64

	Health       *Health
	HealthCourse *Chart
	Renewal      *RenewalLine
	Alerts       []AlertLine
	Ideas        []Idea
	MRRCourse    *Chart
	Movements    []Movement
	Usage        *Usage
	UsageCourse  *Chart
	Features     []Feature
	Support      Support
	SupportChart *Chart
	Tickets      []Ticket
	NPS          *float64
	NPSAnswers   int64
	Answers      []Answer
	Goals        []Goal
	Promises     []Promise
	Notes        []Note
	Onboarding   *Onboarding
	Coverage     []Coverage
	Held         []string
	Findings     []Finding
	Reviews      []Review
}

func (Customer) view() string { return "customer" }

// Named is a link to another customer.
type Named struct{ ID, Name string }

// Pair is an attribute with its value.
type Pair struct{ Name, Value string }

// Health is a customer's score with what it is made of.
type Health struct {
	Score, Previous, Coverage *float64
	Band, PreviousBand        string
	Since                     time.Time
	Profile, Gate             string
	Parts                     []HealthPart
}

// HealthPart is a dimension of the score, or a measure of it.
type HealthPart struct {
	Name, Measure, Band         string
	Value, Score, Weight, Added *float64
	Change                      *float64
	Seen                        time.Time
	Stale                       bool
}

// Idea is a chance to sell more.
type Idea struct {
	Name, Evidence, Action, Goal string
	Money                        *float64
}

// Movement is a change of MRR.
type Movement struct {
	Day           time.Time
	What, Item    string
	Amount, After *float64
	Reason        string
}

// Usage is how the product is used.
type Usage struct {
	DAU, WAU, MAU               *int64
	Stickiness, Utilisation     *float64
	Breadth, Depth, Trend       *float64
	ActiveDays, Used, PlanFeats *int64
	WarmingUp                   bool
	Reason                      string
	StickinessWhy, SeatWhy      string
	AdoptionWhy, TrendWhy       string
}

// Feature is one of the product.
type Feature struct {
	Name           string
	InPlan         bool
	Users          *int64
	Uses, Previous *int64
}

// Support is the last ninety days at the helpdesk.
type Support struct {
	Created, Solved, Open  int64
	FirstReply, Resolution *float64
	Met, Decided           int64
}

// Ticket is a ticket.
type Ticket struct {
	ID, Priority, State, SLA string
	Subject                  string
	Created                  time.Time
	FirstReply, Resolution   *float64
	Reopens                  int64
}

// Answer is an answer to a survey.
type Answer struct {
	Kind, Category, Comment string
	Score                   *float64
	On                      time.Time
}

// Goal is a goal of the customer.
type Goal struct {
	Title, Measure, Unit, Status, Owner string
	Baseline, Target, Actual            *float64
	Due                                 time.Time
}

// Promise is what one side said it would do.
type Promise struct {
	Side, Text, Owner, Status string
	Due                       time.Time
}

// Note is a note about the account.
type Note struct {
	Kind, Text, Author string
	On                 time.Time
	Pulse              *float64
}

// Onboarding is how far a new customer is.
type Onboarding struct {
	State, Value, Event string
	Started, FirstValue time.Time
	Steps, Done, Late   int64
	Target, Completed   time.Time
}

// Coverage is what a source has of the account.
type Coverage struct {
	Area, Source          string
	Known, HasData, Fresh bool
	Newest                time.Time
	Records               int64
}

// State says in words what the source has.
func (c Coverage) State() string {
	switch {
	case c.Fresh:
		return "up to date"
	case c.HasData:
		return "out of date"
	case c.Known:
		return "known, no data"
	}
	return "unknown to the source"
}

// Finding is a row of the account that failed a check.
type Finding struct {
	Check, Meaning, Key, Detail, Severity string
}

// Review is the customer's review of a quarter.
type Review struct {
	Quarter, State, Reason string
	Verdict                string
	DecidedBy              string
	// Companion is the address of what the team should know beside it; empty without one.
	Companion string
	Editions  []Edition
}

// Edition is one version of it with the files beside it.
type Edition struct {
	Version    int
	DocumentID string
	Pages      int
	Link       string
	// Receipts is where its numbers are listed; empty without them.
	Receipts string
}
