package web

import "time"

// Home is what somebody sees first: how the last night went, what is late and what
// somebody has to decide.
type Home struct {
	Frame
	Tiles     []Tile
	LastRun   *RunLine
	NextRuns  []NextRun
	Late      []Late
	Decisions []Decision
	Alerts    []AlertLine
	// AlertCount is how many are open in all.
	AlertCount int
	Renewals   []RenewalLine
	// RenewalCount is how many red customers renew within RenewalDays.
	RenewalCount, RenewalDays int
}

func (Home) view() string { return "home" }

// Tile is one number with what it is.
type Tile struct {
	Label, Value, Note string
	// Status is green, yellow, red or grey; empty has no colour.
	Status string
	Link   string
}

// Late is something that should have come by now.
type Late struct{ What, Why, Link string }

// Decision is what waits for somebody: Count of them, the first in Items.
type Decision struct {
	Title, What, Link string
	Tone              string
	Count             int
	Items             []DecisionItem
}

// DecisionItem is one of them.
type DecisionItem struct{ Name, Why, Link string }

// NextRun is a coming run.
type NextRun struct {
	Job string
	At  time.Time
}

// AlertLine is an open alert.
type AlertLine struct {
	CustomerID, Customer, Owner  string
	Rule, Kind, State            string
	Reason, Action               string
	Money                        *float64
	Since                        time.Time
	AcknowledgedOn               time.Time
	AcknowledgedBy, Verdict, Why string
}

// RenewalLine is a customer whose contract ends soon.
type RenewalLine struct {
	CustomerID, Customer, Owner string
	Band, State                 string
	On                          time.Time
	Days                        int
	ARR                         *float64
	Probability                 *float64
}

// Message is a page that only says something.
type Message struct {
	Frame
	Status        int
	Heading, Text string
	Hint          string
}

func (Message) view() string { return "message" }
