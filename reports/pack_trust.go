package reports

import "time"

// Backtest is how well what was said before told who would leave.
type Backtest struct {
	Horizon int // days before the outcome
	// Hindsight: the nights were computed later and may know what came in since.
	Hindsight  bool
	Predictors []Predictor
	Bands      []BandOutcome
	Ordered    *bool // red lost more than yellow and yellow more than green; nil is not judged
	Precision  Estimate
	Recall     Estimate
	Lost, Kept Number
	Least      int // lost, or kept, below which nothing is said
	Reason     string
	Lead       Lead
}

// Estimate is a number with its 95 % interval and what it rests on.
type Estimate struct{ Value, Low, High, N Number }

// Predictor is one way of telling who will leave. AUC is missing for the cause in Reason.
type Predictor struct {
	Name       string // score, usage, last_quarter, pulse
	AUC        Estimate
	Lost, Kept Number
	Reason     string
}

// BandOutcome is what became of the customers of a health band.
type BandOutcome struct {
	Band string
	Lost Estimate // a share, of N customers
}

// Lead is how early the lost of twelve months were seen in red.
type Lead struct{ Seen, Warned, Days Number }

// Predictor finds a predictor by its name; nil when there is none.
func (b Backtest) Predictor(name string) *Predictor {
	for i := range b.Predictors {
		if b.Predictors[i].Name == name {
			return &b.Predictors[i]
		}
	}
	return nil
}

// Warnings is whether risk alerts were right.
type Warnings struct {
	Months []WarningMonth // at most thirteen, the last the running one
	Rules  []WarningRule
	// Told to InTime are of the year up to the as-of day.
	Told, Judged, Right, Due, InTime Number
	// Missed of Losses left in those months without a warning before.
	Losses, Missed Number
}

// WarningMonth is what was told in a month.
type WarningMonth struct {
	Month               time.Time
	Told, Judged, Right Number
}

// WarningRule is one rule over all those months.
type WarningRule struct {
	Rule, Kind                       string
	Told, Judged, Right, Due, InTime Number
}

// Trust is how far the data can be relied on.
type Trust struct {
	Sources          []PackSource
	Areas            []PackArea
	Checks           CheckSummary
	Failing          []Finding
	Customers        Number // paying on the day
	Matched, Records Number // of records, those whose customer is known
	Restated         Number // published figures that are others now, in the last 90 days
	Disputes         []Dispute
}

// PackSource is one source's newest load. Stale is as the marts judge it.
type PackSource struct {
	Name   string
	Loaded time.Time // zero when never
	Rows   int64
	Late   bool
}

// PackArea is one side of a customer's life: of how many paying customers there is data.
type PackArea struct {
	Name             string
	Share            Number
	WithData, Paying Number
	NoSource         bool
}

// Dispute is what two systems tell differently.
type Dispute struct {
	Cause     string
	Customers Number
	Amount    Number // MRR at stake
}

// PackDefinition is how a figure of the pack is computed.
type PackDefinition struct {
	Name, Text, Formula string
	Version             int
	Since               time.Time
}
