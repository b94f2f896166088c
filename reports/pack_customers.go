package reports

import "time"

// Cohorts are the customers by the quarter they came in, and how many of them were
// still there so many months later.
type Cohorts struct {
	Ages   []int // months since, the columns
	Groups []Cohort
	// All pools every cohort of known age: what it says of an age rests on Sizes of it.
	All, Sizes []Number
}

// Cohort is one quarter's customers. Opening are those that were there when the data
// begin, of unknown age.
type Cohort struct {
	Period    Period
	Opening   bool
	Customers Number
	Kept      []Number // a share for each of the ages; missing while an age is not reached by all
}

// At is what is pooled of an age: the share still there and the customers behind it.
func (c Cohorts) At(months int) (kept, of Number) {
	for i, age := range c.Ages {
		if age == months && i < len(c.All) {
			return c.All[i], c.Sizes[i]
		}
	}
	return Number{State: Missing}, Number{State: Missing}
}

// Tiers are the customers by what they pay, and where they went in twelve months.
type Tiers struct {
	Start, End time.Time
	Names      []string // from the lowest up
	Rates      []TierRate
	Moves      []TierMove
	// Segments are all customers, and then those of each segment, by what they lost.
	Segments []SegmentChurn
}

// SegmentChurn is the share of a segment's customers that left in the twelve months.
type SegmentChurn struct {
	Dimension, Segment string
	Churn              Estimate
	Small              bool // fewer customers than the settings ask for
}

// TierRate is what became of a tier's customers.
type TierRate struct {
	Tier                         string
	Customers, Up, Down, Churned Number
	Churn                        Number // a share
	Small                        bool
}

// TierMove is how many customers went from one tier to another; "none" is not paying
// before, "churned" not any more.
type TierMove struct {
	From, To           string
	Customers          Number
	StartMRR, FinalMRR Number
}

// Move finds the customers that went from one tier to another.
func (t Tiers) Move(from, to string) *TierMove {
	for i := range t.Moves {
		if t.Moves[i].From == from && t.Moves[i].To == to {
			return &t.Moves[i]
		}
	}
	return nil
}

// Voice is the net promoter score of the trailing window by segments.
type Voice struct {
	From, Until time.Time // the first day, and the day after the last
	All         *SegmentNPS
	Segments    []SegmentNPS // by dimension; all of them, shown or not
	LeastN      int          // answers below which a score is not shown
}

// SegmentNPS is one segment's score with its 95 % interval.
type SegmentNPS struct {
	Dimension, Segment string
	N                  int64
	NPS, Low, High     Number
	Shown              bool
	Unsure             bool // too few answers to lean on
}

// Desk is the work of the helpdesk.
type Desk struct {
	Months []DeskMonth // the last complete ones, at most thirteen
	// Window is the trailing window, nil without one.
	Window *DeskMonth
}

// DeskMonth is the support of a period. Times are calendar minutes of the middle ticket.
type DeskMonth struct {
	Start, End               time.Time
	Created, Solved, Backlog Number
	// FirstReply90 and Resolution90 are what one in ten took longer than.
	FirstReply, FirstReply90, Resolution, Resolution90 Number
	Reopened, InTime                                   Number // shares
	Replies, Decided                                   Number // tickets behind FirstReply and InTime
}

// Outlook is what comes up for renewal.
type Outlook struct {
	Until    time.Time // last day of the window
	Days     int
	Due      RenewalSum
	AtRisk   RenewalSum
	Late     RenewalSum
	Renewed  RenewalSum
	Notice   RenewalSum
	Expected Number // of Due, by the chances of each
	// Yellow and Green are the scores from which the health bands begin.
	Yellow, Green float64
	List          []PackRenewal
}

// RenewalSum counts renewals and their ARR.
type RenewalSum struct{ N, ARR Number }

// PackRenewal is one contract that comes up. State is due, late, notice or renewed.
type PackRenewal struct {
	Customer, Owner string
	On              time.Time
	Days            int
	ARR, Score      Number
	Band, State     string
}
