package web

import "time"

// Runs is the history of runs.
type Runs struct {
	Frame
	Rows []RunLine
	Next []NextRun
	Jobs []string
}

func (Runs) view() string { return "runs" }

// RunLine is one run.
type RunLine struct {
	ID, Job, AsOf, State, Error string
	Started, Finished           time.Time
	Scheduled                   time.Time
	Attempts                    int
}

// Took is how long it ran; zero while it runs.
func (r RunLine) Took() time.Duration {
	if r.Finished.IsZero() {
		return 0
	}
	return r.Finished.Sub(r.Started)
}

// RunPage is one run with its steps and its log.
type RunPage struct {
	Frame
	Run   RunLine
	Steps []Step
	// Log is the end of what it wrote; LogCut tells that there is more before it.
	Log    []string
	LogCut bool
	// Retry is set where the run can be taken up again.
	Retry bool
}

func (RunPage) view() string { return "run" }

// Step is a step of a run; Items are its parts, as the streams of a pull.
type Step struct {
	Name, State, Error string
	Started            time.Time
	Took               time.Duration
	Rows               int64
	Items              []Step
}

// Deliveries is what went out, and what did not.
type Deliveries struct {
	Frame
	State  string
	States []Choice
	Rows   []Delivery
	Found  int
	// Held are reviews that wait for a decision.
	Held []HeldReview
}

func (Deliveries) view() string { return "deliveries" }

// Delivery is a message to somebody.
type Delivery struct {
	ID, Kind, Channel, Key string
	Customer               *Named
	State, Error, Ref      string
	Attempts               int
	Created, Updated       time.Time
	// Resolve is set where somebody may say what became of it, Retry where it can
	// be sent again.
	Resolve, Retry bool
}

// HeldReview is a review that must not go out as it is.
type HeldReview struct {
	Customer Named
	Quarter  string
	State    string
	Reason   string
}
