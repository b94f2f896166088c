package reports

import "time"

// Pack is what the leadership of the company is shown of a day: the scorecard, the
// money, the customers, the service and how far all of it can be trusted. It is read
// from the published marts and is not for customers.
type Pack struct {
	Company, Currency string
	AsOf              time.Time // last day whose facts are included
	KnownAt           time.Time // the data had arrived by this instant
	FiscalYearStart   int       // month

	Card        Card
	Since       Since
	Strategy    *Strategy
	Bridge      Bridge
	Retention   Retention
	Cohorts     Cohorts
	Tiers       Tiers
	Voice       Voice
	Desk        Desk
	Outlook     Outlook
	Backtest    Backtest
	Warnings    Warnings
	Maturity    *Maturity
	Trust       Trust
	Definitions []PackDefinition
}

// Card is the balanced scorecard.
type Card struct {
	Lanes []CardLane
	Total Number // score from 0 to 1; missing where too much of it is not known
	// Status of the total is green, yellow, red or grey.
	Status string
}

// CardLane is a perspective with its KPIs, which may be none.
type CardLane struct {
	Name, Title, Status string
	Score               Number
	KPIs                []CardKPI
}

// CardKPI is one line of the scorecard. Status is green, yellow, red or grey; a grey
// one is not to be relied on, for the cause in Reason: stale, failed_check or why there
// is no value. Because names the streams or the checks.
type CardKPI struct {
	Name, Metric, Unit, Owner, Status, Reason, Because string
	Actual, Previous, Target, Score                    Number
	N                                                  Number
	Overdue                                            bool // it was to be thought over before the day
	Trend                                              []TrendPoint
	// Counter names the KPI that is watched with it; empty without one.
	Counter   string
	Benchmark *Benchmark // of others; nil without one
}

// Benchmark is what somebody says a KPI is elsewhere, as of a day.
type Benchmark struct {
	Value  Number
	Source string
	On     time.Time
}

// TrendPoint is what a KPI was at the end of a month. Break says that it is computed
// by another definition than the point before, so that the two do not compare.
type TrendPoint struct {
	Month time.Time
	Value Number
	Break bool
}

// Overdue is how many KPIs were to be thought over before the day.
func (c Card) Overdue() int {
	n := 0
	for _, lane := range c.Lanes {
		for _, k := range lane.KPIs {
			if k.Overdue {
				n++
			}
		}
	}
	return n
}

// Count is how many KPIs have the status; "" counts all.
func (c Card) Count(status string) int {
	n := 0
	for _, lane := range c.Lanes {
		for _, k := range lane.KPIs {
			if status == "" || k.Status == status {
				n++
			}
		}
	}
	return n
}

// Since is what changed since the last review of the scorecard.
type Since struct {
	Review time.Time // zero without KPIs
	Night  time.Time // the recorded night it is compared with; zero is none
	Moves  []KPIMove
	// Drivers are what moved the headline KPIs since the value before.
	Drivers []KPIDriver
}

// KPIMove is how one KPI stands against the last review. Move is better, worse, same,
// new, gone, unknown or redefined.
type KPIMove struct {
	Name, Metric, Unit, Owner, Move string
	Then, Now                       Number
}

// Count is how many KPIs made the move.
func (s Since) Count(move string) int {
	n := 0
	for _, m := range s.Moves {
		if m.Move == move {
			n++
		}
	}
	return n
}

// KPIDriver is a part of a headline KPI's change.
type KPIDriver struct {
	Name, Metric, Driver, Unit string
	Change                     Number
}

// Bridge is the way of MRR through the last complete months, at most twelve.
type Bridge struct {
	From, Until  time.Time // the first day, and the day after the last
	Months       int
	Start, End   Number
	StartN, EndN Number // customers
	Steps        []BridgeStep
	Largest      []Movement // by amount, at most BridgeMovements
	Flows        []BridgeMonth
}

// BridgeMovements is how many single movements are told.
const BridgeMovements = 8

// BridgeMonth is what a month added and took away; Taken is positive.
type BridgeMonth struct {
	Month        time.Time
	Added, Taken Number
}

// BridgeStep is the sum of one kind of movement: new, reactivation, expansion,
// contraction, churn, fx or opening. By is signed.
type BridgeStep struct {
	Kind      string
	By        Number
	Customers Number // missing where they are not counted
}

// Movement is one customer's step in a month. By is signed.
type Movement struct {
	Customer, Kind string
	Month          time.Time
	By             Number
}

// Retention is what twelve months did to the MRR they began with, ever newer.
type Retention struct {
	Points []RetentionPoint
	Breaks []time.Time // a definition of NRR or GRR changed in the twelve months to this day
}

// RetentionPoint is of the twelve months before End, the day after their last.
type RetentionPoint struct {
	Start, End      time.Time
	NRR, GRR        Number
	Churn           Number // of customers
	ChurnLow        Number
	ChurnHigh       Number
	Customers, Lost Number
	Largest         Number // the largest customer's share of the MRR at the start
	Concentrated    bool
	Small           bool // fewer customers than the settings ask for
	StartMRR        Number
}

// Last is the newest point; nil when there is none.
func (r Retention) Last() *RetentionPoint {
	if len(r.Points) == 0 {
		return nil
	}
	return &r.Points[len(r.Points)-1]
}
