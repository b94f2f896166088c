package reports

import (
	"math"
	"time"
)

// Digest is everything the leadership message says about one day. It is filled
// once from the published marts; the renderers see nothing else.
type Digest struct {
	Company  string
	Currency string
	// AsOf is the business date, at midnight in the reporting time zone.
	AsOf  time.Time
	RunID string

	Sources   []SourceFreshness
	Checks    CheckSummary
	Findings  []Finding
	KPIs      []KPI
	Revenue   Revenue
	Decisions []Decision
	Worse     []Mover
	Better    []Mover
	Renewals  Renewals
	Expansion []Expansion
	Alerts    Alerts
	QBRs      QBRDelivery
	Segments  []SegmentRow
	Changes   Changes

	// Files is where the night's reports lie; empty when it wrote none.
	Files string
	// Pack is where the day's leadership pack lies; empty when there is none.
	Pack string
	// NextRun is zero when nothing is scheduled.
	NextRun time.Time
}

// SourceFreshness says how old the data of one source is: the load time of its
// least recent stream.
type SourceFreshness struct {
	Source     string
	LastLoaded time.Time
	Rows       int64
	// Age is measured at the instant of the run; Stale is set above the limit.
	Age   time.Duration
	Stale bool
}

// CheckSummary counts the data checks of the run.
type CheckSummary struct {
	Total, Passed, Warned, Failed int
}

// Finding is one data check that did not pass.
type Finding struct {
	Check, Severity, Source, Detail string
	Failed, Total                   int64
	// Holds counts the customers whose reports are held back by it.
	Holds int64
}

// KPI is one line of the balanced scorecard. Nil means there is no value, which
// is not zero.
type KPI struct {
	Name, Perspective, Objective, Owner string
	// Unit is ratio, money, minutes, score or count.
	Unit                            string
	Actual, Previous, Target, Floor *float64
	Score                           *float64
	// Status is green, yellow, red, or grey when it is not known.
	Status string
	// Trusted is false when there is no value, or its inputs are not fresh or failed a check.
	Trusted bool
	// Overdue: it was to be thought over before the day.
	Overdue bool
	// Margin is half the 95 % interval, where the KPI has one; N its answers.
	Margin *float64
	N      int64
}

// Doubted reports whether there is a value that must not be relied on.
func (k KPI) Doubted() bool { return k.Actual != nil && !k.Trusted }

// HigherIsBetter follows from the order of target and floor.
func (k KPI) HigherIsBetter() bool {
	return k.Target == nil || k.Floor == nil || *k.Target >= *k.Floor
}

// Revenue is the total MRR and its movement in the month of AsOf so far.
type Revenue struct {
	MRR, MonthStart float64
	New, Expansion  float64
	Contraction     float64
	Churn           float64
	Customers       int64
	// AtRisk is the MRR of the customers in the red health band.
	AtRisk          float64
	AtRiskCustomers int64
	// Scored counts the customers that have a health score.
	Scored int64
	// PreviousAtRisk is today's MRR of the customers that were red a week before.
	PreviousAtRisk float64
}

// Decision is a customer that needs somebody to decide. Lists of them are
// ordered by the money at stake.
type Decision struct {
	CustomerID, Customer, Owner string
	MRR                         float64
	// Signal is the most urgent of what was found; More counts the others.
	Signal Signal
	More   int
	// Renewal is zero when no renewal is near; Days counts from AsOf and is
	// negative when it has passed.
	Renewal            time.Time
	Days               int
	Band, PreviousBand string
	// Gate is the measure that alone caps the health score, or empty; GateReason says
	// in words what it means.
	Gate, GateReason string
	// Driver is the measure that costs most of the health score.
	Driver Driver
}

// Signal is why a customer needs a decision.
type Signal string

// The signals, most urgent first.
const (
	NoticeGiven   Signal = "notice"       // it will not renew
	RenewalLate   Signal = "late"         // the renewal date passed undecided
	RenewalAtRisk Signal = "renewal_risk" // due, and in red, or in yellow within 30 days
	TurnedRed     Signal = "turned_red"   // in red, and was not a week before
)

// Mover is a customer whose health band differs from that of a week before.
type Mover struct {
	CustomerID, Customer, Owner string
	MRR                         float64
	From, To                    string
	Score, PreviousScore        *float64
	// Gate is the measure that alone caps the score, or empty; GateReason says in words
	// what it means.
	Gate, GateReason string
	// Driver is the measure that weighs most on the score in the mover's direction.
	Driver Driver
}

// Driver is one measure of a health score.
type Driver struct {
	Measure string
	Value   *float64
}

// Renewals are those due in the window ahead, and those that are late.
type Renewals struct {
	WindowDays int
	Bands      []RenewalBand
	Late       RenewalBand
	Total      RenewalBand
}

// RenewalBand sums renewals of one health band or state.
type RenewalBand struct {
	Band          string
	Customers     int64
	ARR, Forecast float64
}

// Expansion is a customer in green whose seats are all but used and whose usage
// does not fall, with the goal that more seats would serve.
type Expansion struct {
	CustomerID, Customer, Owner string
	MRR                         float64
	Seats                       int64
	SeatUse                     float64
	Trend                       *float64
	// Goal is the customer's own open goal that is due first, empty when none is recorded.
	Goal string
}

// QBRDelivery counts the reviews of a quarter. Due are all that should exist,
// written, held or not yet done.
type QBRDelivery struct {
	Quarter string
	Due     int
	Written int
	Held    []HeldQBR
}

// HeldQBR is a review kept back, with its reason.
type HeldQBR struct {
	CustomerID, Customer, Reason string
}

// SegmentRow is one segment's line of the per-segment table; nil is no value.
type SegmentRow struct {
	Dimension, Segment  string
	Customers           int64
	MRR                 float64
	NRR, GRR, LogoChurn *float64
	NPS                 *float64
	NPSResponses        int64
}

// quietMRR is the share of its start by which MRR may move in a month without a
// reader having to know.
const quietMRR = 0.01

// Quiet reports whether nothing in the digest asks for a reader's attention:
// no decision, no mover, no move of MRR, no check that failed, no late source,
// no open review.
func (d *Digest) Quiet() bool {
	if len(d.Decisions)+len(d.Worse)+len(d.Better)+len(d.Expansion) > 0 {
		return false
	}
	if d.Alerts.Changed() {
		return false
	}
	if d.Checks.Failed+d.Checks.Warned > 0 || d.Renewals.Late.Customers > 0 {
		return false
	}
	if math.Abs(d.Revenue.MRR-d.Revenue.MonthStart) > quietMRR*d.Revenue.MonthStart {
		return false
	}
	if len(d.QBRs.Held) > 0 || d.QBRs.Written < d.QBRs.Due {
		return false
	}
	for _, s := range d.Sources {
		if s.Stale {
			return false
		}
	}
	for _, k := range d.KPIs {
		if k.Doubted() {
			return false
		}
	}
	return true
}
