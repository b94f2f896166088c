package reports

import (
	"context"
	"database/sql"
	"time"
)

// Step is one step of a customer's start.
type Step struct {
	Name   string
	DueOn  time.Time // zero when nobody planned it
	DoneOn time.Time // zero while it is not done
	Record Number    `json:"-"` // one, with the receipt of the step's record
}

// Done says whether the step is behind us.
func (s Step) Done() bool { return !s.DoneOn.IsZero() }

// readSteps takes the steps of the start of customers in their first quarter, in
// the order they are planned. For others they are history.
func (b *batch) readSteps(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, step, due_on, done_on FROM core.onboarding_steps
WHERE customer_id IN `+idList+` AND applicable
ORDER BY customer_id, coalesce(due_on, done_on) NULLS LAST, step`, func(rows *sql.Rows) error {
		var id string
		var s Step
		if err := rows.Scan(&id, text{&s.Name}, dayOf{&s.DueOn}, dayOf{&s.DoneOn}); err != nil {
			return err
		}
		s.Record = Num(1).Cited(Receipt{What: Say("receipt.step", Args{"text": s.Name}),
			SQL: cell("count(*)", "core.onboarding_steps", id, "step = "+quote(s.Name))})
		if q := b.byID[id]; q.First {
			q.Steps = append(q.Steps, s)
		}
		return nil
	}, b.ids)
}

// StepCount counts the steps of the start that are done, and all.
func (q *QBR) StepCount() (done, all Number) {
	var reached, every []Number
	for _, s := range q.Steps {
		every = append(every, s.Record)
		if s.Done() {
			reached = append(reached, s.Record)
		}
	}
	return TallyOf(reached).Named(Say("receipt.steps_done", nil)), TallyOf(every).Named(Say("receipt.steps_all", nil))
}

// StartTitle is the message of the page that stands for adoption and service in a
// first quarter.
func (q *QBR) StartTitle() Sentence {
	done, all := q.StepCount()
	args := Args{"done": done.Count(), "n": all.Count()}
	switch {
	case all.V > 0 && done.V == all.V:
		return Say("start.complete", args)
	case done.V > 0:
		return Say("start.some", args)
	case q.Usage != nil:
		return q.UsageTitle()
	}
	return Say("start.plain", nil)
}

// NextStep is the first step that is not done; nil when there is none.
func (q *QBR) NextStep() *Step {
	for i := range q.Steps {
		if !q.Steps[i].Done() {
			return &q.Steps[i]
		}
	}
	return nil
}

// Since are the weeks from the first with data on.
func (u *Usage) Since() []Week {
	for i, w := range u.Weeks {
		if w.Active.OK() {
			return u.Weeks[i:]
		}
	}
	return nil
}

// shorten leaves out what a first review has no page for, and names it: what the use
// was worth and which features were used says little of a few weeks.
func (q *QBR) shorten(gap func(bool, string, string)) {
	gap(q.Features != nil, "features", "first_quarter")
	gap(len(q.Value) > 0, "value", "first_quarter")
	q.Features, q.Value = nil, nil
}

// Asked says whether a survey of the customer has enough answers for a score.
func (q *QBR) Asked() bool {
	for _, s := range []*Survey{q.NPS, q.CSAT, q.CES} {
		if s != nil && s.Shown {
			return true
		}
	}
	return false
}
