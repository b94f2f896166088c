package reports

import "time"

// Companion is what the team should know of one customer before its review: what we
// judge, fear and hope, in our own words. None of it is for the customer, so it is a
// document of its own and shares no page with a QBR.
//
// A nil block or an empty list means that there is nothing of it.
type Companion struct {
	Supplier Supplier
	Customer Customer
	Owner    string
	Stage    string // the lifecycle stage as the CRM has it
	Period   Period // the quarter of the review
	AsOf     time.Time
	KnownAt  time.Time

	Paying    bool
	LeftOn    time.Time // last paid day of who does not pay any more; zero else
	MRR       Number
	Seats     Number
	RenewalOn time.Time // of the contract; zero where it tells none

	Health   *Health
	Nights   []HealthNight // of the year to the as-of day, oldest first
	Pulses   []Pulse       // of the same year, oldest first
	Limits   BandLimits
	Proof    Proof
	Renewals []Renewal // of the coming window and late ones, by date
	Window   int       // days of that window
	Scale    PulseScale
	Risks    []Concern
	Chances  []Concern // expansion

	People   []Stakeholder
	Stance   *Stance
	Answers  []Answer           // the unhappy ones, those who wait for us first, then promoters' words
	Promises []Commitment       // past their day, ours first, then what is due in the window
	Values   map[string]float64 // of the profile's measures, where they are known

	Differences []Mismatch
	Findings    []FailedRow
	Coverage    []Coverage
	Held        []string // checks that hold the review; their names
}

// PulseScale is what the team notes of its feeling at worst and at best.
type PulseScale struct{ Worst, Best float64 }

// BandLimits are the scores from which on a customer is yellow and green.
type BandLimits struct{ Yellow, Green float64 }

// Health is the score of the as-of day.
type Health struct {
	Score    Number // missing for a grey customer
	Band     string
	Plain    string // what the score alone says; a band follows when that is clear or lasts
	Since    time.Time
	Profile  string
	Coverage float64 // share of the profile that is known
	Previous Number  // a week earlier
	Gate     string  // why a gate caps the score; empty where none does
	// Pulse is the team's opinion on the scale of the score, with its share of it.
	Pulse       Number
	PulseOn     time.Time
	PulseWeight float64
	// Disagrees is set where the score is green and the pulse red, or the other way.
	Disagrees bool
	// Parts add up to the score.
	Parts []HealthPart
}

// HealthPart is what one measure adds to the score.
type HealthPart struct {
	Measure string // or pulse, rule (of a simple profile), cap (of a gate)
	Value   Number // what was measured
	Points  Number // what it adds; missing where its value is not known
	Most    float64
	Change  Number // of Points since a week earlier
	Stale   bool   // the value is older than the profile allows
}

// HealthNight is the score as one night published it.
type HealthNight struct {
	On      time.Time
	Score   Number
	Band    string
	Version int64 // of the definition; a change of it is no change of the customer
}

// Pulse is what the team noted of its own feeling.
type Pulse struct {
	On     time.Time
	Noted  float64
	Score  float64 // on the scale of the health score
	Author string
	Text   string
}

// Renewal is what comes up for renewal, and what to expect of it.
type Renewal struct {
	On       time.Time
	Days     int // from the as-of day; below zero where late
	ARR      Number
	Forecast Number
	Chance   float64
	State    string // due, late, notice or renewed
	Seen     int    // decided renewals that moved the chance
}

// Concern is a risk or a chance of more business: why, how much, and what to do.
type Concern struct {
	Rule   string
	Reason string
	Action string
	Owner  string
	Money  Number // a month
	Since  time.Time
	State  string // of its alert: new, open, acknowledged, held; empty where there is none
	Goal   string // the customer's goal it serves; a chance without one is ours alone
}

// Stakeholder is a person on the customer's side.
type Stakeholder struct {
	Name  string
	Role  string // as the team names it; empty for a contact of the CRM
	Title string
	Left  time.Time // zero while there
}

// Stance is how the answers to the recommendation question stand.
type Stance struct {
	Respondents, Promoters, Passives, Detractors int
	Waiting                                      int // detractors nobody has answered
	Since                                        time.Time
}

// Answer is one answer to a survey.
type Answer struct {
	Kind  string // nps, csat or ces
	Score float64
	Of    float64 // the best score possible
	On    time.Time
	Who   string // name or address, where it is known
	Words string
	Waits bool // nobody has answered it
	Glad  bool // a promoter's words
}

// Mismatch is a thing two systems tell differently.
type Mismatch struct {
	Cause   string
	Systems string
	Detail  string
	MRR     Number
}

// FailedRow is a row of this customer that failed a data check.
type FailedRow struct {
	Check   string
	Meaning string
	Key     string
	Detail  string
	Grave   bool // an error, not a warning
	Holds   bool // it holds the review
}

// Coverage is what a source has of the customer.
type Coverage struct {
	Area, Source            string
	Known, HasData, IsFresh bool
	Newest                  time.Time
	Records                 int64
}

// Proof is what the past says of the score: what became of the accounts of this
// profile that stood in each band, and how well the score told lost from kept.
type Proof struct {
	Horizon      int  // days before the decision
	Hindsight    bool // the nights were computed later
	Bands        []ProofBand
	AUC          Number
	Low, High    Number // 95 % interval of AUC
	Lost, Stayed int    // accounts AUC is made of
	Reason       string // why there is no AUC
}

// ProofBand is how many accounts of a band were lost.
type ProofBand struct {
	Band           string
	Accounts, Lost int
	Low, High      float64 // 95 % interval of the share lost
}
