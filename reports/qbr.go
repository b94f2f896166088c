package reports

import "time"

// QBR is everything the review of one customer may say. Every field is safe to
// show to that customer: there is no field here for a health or risk score, a
// forecast, an internal note or another customer, so no page can print one. What is
// tagged as personal was written by people about themselves and others: without the
// customer's permission it names nobody. Classes tells of every field.
//
// A nil block or empty list means the facts are not there; Missing then says
// why, and the block is left out of the document.
type QBR struct {
	Supplier Supplier
	Customer Customer
	Period   Period
	AsOf     time.Time // last day whose facts are included
	KnownAt  time.Time // the data had arrived by this instant
	First    bool      // the customer's first quarter: the shorter form

	People   []Person
	Note     *Note
	Goals    []Goal
	Promises []Commitment // made for this quarter, both sides
	Next     []Commitment // for the coming quarter, both sides
	Usage    *Usage
	Features *Features
	Teams    []Team // of the customer's own, the largest first
	Seats    *Seats
	Steps    []Step // of the start, in a first quarter
	News     []News
	Value    []ValueLine
	Support  *Support
	NPS      *Survey
	CSAT     *Survey
	CES      *Survey
	Term     *Term // only with the commercial option
	Moments  []Moment
	Sources  []Source
	Checks   Checks
	Missing  []Gap

	// Previous is the review before this one; nil when none is known.
	Previous *Predecessor

	// Definitions are the metrics' sentences for customers, by metric. {names} in
	// them are facts of this review.
	Definitions map[string]string
}

// Predecessor names an earlier review, by the id printed on its pages.
type Predecessor struct {
	Period     Period
	DocumentID string
}

// Supplier is the company that sends the review.
type Supplier struct {
	Name     string
	Currency string
	Timezone string
}

// Customer is who receives it.
type Customer struct {
	ID    string
	Name  string
	Plan  string
	Since time.Time // first paid day; zero when unknown
	// Language is what the customer reads, as the attribute says it; empty when unknown.
	Language string `json:",omitempty"`
}

// Side is a side of the table.
type Side string

// The sides.
const (
	Us   Side = "us"
	Them Side = "them"
)

// Person is someone named on the first page.
type Person struct {
	Side Side
	Name string
	Role string
}

// Note is the success manager's own words, printed as theirs.
type Note struct {
	Author string
	On     time.Time
	Text   string
}

// Goal is an aim both sides agreed, with its measure.
type Goal struct {
	ID                       string
	Title, Measure, Unit     string
	Baseline, Target, Actual Number
	DueOn                    time.Time
	Owner                    string
	Status                   GoalStatus
	// Record is one, with the receipt of the goal's record: goals are counted by it.
	Record Number `json:"-"`
}

// GoalStatus is how a goal stands, by its numbers where it has them.
type GoalStatus string

// The statuses of a goal.
const (
	GoalReached  GoalStatus = "reached"
	GoalOnTrack  GoalStatus = "on_track"
	GoalBehind   GoalStatus = "behind"
	GoalMissed   GoalStatus = "missed"
	GoalDropped  GoalStatus = "dropped"
	GoalUnstated GoalStatus = "unstated"
)

// Commitment is a promise of one side.
type Commitment struct {
	ID     string
	Side   Side
	Text   string
	Owner  string
	DueOn  time.Time
	Status CommitmentStatus
	// Heard is what the customer had said that the promise answers; mostly empty.
	Heard string
	// Record is one, with the receipt of the promise's record.
	Record Number `json:"-"`
}

// CommitmentStatus is how a promise stands on the as-of day.
type CommitmentStatus string

// The statuses of a commitment.
const (
	Done    CommitmentStatus = "done"
	Open    CommitmentStatus = "open"
	Late    CommitmentStatus = "late"
	Dropped CommitmentStatus = "dropped"
)

// Usage is activity by week.
type Usage struct {
	Weeks    []Week // the 13 complete weeks that end in the quarter, oldest first
	LastYear []Week // the same weeks, 52 weeks earlier; Known only where tracked
	Before   []Week // the 13 weeks before Weeks
	DaysEach Number // on how many of the last DepthDays an active person came, at the mean
}

// Week is one week from Monday to Sunday.
type Week struct {
	Start  time.Time
	Active Number // people active at least once
	Events Number
	Days   Number // days with any activity
}

// Features is what was used in the quarter's weeks.
type Features struct {
	From, To time.Time // first and last day of the window
	Items    []Feature
}

// Feature is one feature of the product.
type Feature struct {
	Name           string
	InPlan         bool
	ActiveUsers    Number
	Uses, Previous Number
}

// Seats compares who is active with what was bought.
type Seats struct {
	Active Number // people active in the 28 days to the as-of day
	Bought Number
}

// ValueLine is what the quarter's use was worth, by an assumption somebody at the
// customer has agreed to: so many uses times so much each.
type ValueLine struct {
	Feature    string // empty: all actions
	Uses       Number
	Factor     Number
	Unit       string
	Assumption string
	AgreedBy   string
	AgreedOn   time.Time
}

// Support is the quarter's service, and the months before for context.
type Support struct {
	Months                []SupportMonth
	Priorities            []Priority
	Created, Solved       Number
	PreviousCreated       Number
	FirstReply            Number // median minutes, tickets created in the quarter
	Resolution            Number // median minutes, tickets solved in the quarter
	PreviousReply         Number
	PreviousResolution    Number
	ReplySlow             Number // nine of ten first replies took at most so long, where there are enough
	ResolutionSlow        Number // and nine of ten solutions
	TargetMet, TargetFrom Number // tickets that met their target, of those decided
	Oldest                []Ticket
	OpenTickets           Number
}

// SupportMonth counts tickets created in a month by priority.
type SupportMonth struct {
	Month   time.Time
	Created map[string]float64 // priority → tickets
	Total   Number
}

// Priority is the quarter's service for one priority.
type Priority struct {
	Name       string
	Created    Number
	FirstReply Number // median minutes
	ReplySlow  Number // nine of ten took at most so long, where there are enough
	Target     Number // minutes
	Met, From  Number
}

// Ticket is one open ticket.
type Ticket struct {
	ID       string
	Subject  string `class:"personal"`
	Priority string
	Created  time.Time
	State    string
}

// Survey is the answers to one kind of question in the quarter.
type Survey struct {
	Responses                      Number
	Promoters, Passives, Detractor Number // NPS; for CSAT Promoters are the satisfied
	Score                          Number
	Low, High                      Number // 95 % interval of an NPS, or of a share of satisfied answers
	Shown                          bool   // enough answers for a score
	Previous                       Number // score of the quarter before, where shown
	ScaleMax                       Number
}

// Moment is a dated event of the quarter for the milestones.
type Moment struct {
	On   time.Time
	What Sentence
	Side Side
	Big  bool
}

// Source is where facts came from and how fresh they are.
type Source struct {
	Name   string
	Loaded time.Time
}

// Checks counts the data checks of the run.
type Checks struct{ Passed, Total int }

// Gap names a block that is not in the document and why.
type Gap struct {
	Block  string // key of the block's name in the wording
	Reason string // key of the reason
}

// PriorityOrder lists the priorities of tickets, most urgent first.
func PriorityOrder() []string { return []string{"urgent", "high", "normal", "low", "none"} }
