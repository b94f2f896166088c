package batch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/proof"
)

// Verdict is whether a review may leave.
type Verdict string

// The verdicts.
const (
	Send         Verdict = "send"
	Hold         Verdict = "hold"     // something is wrong: somebody has to mend it or to decide
	InternalOnly Verdict = "internal" // nothing is wrong, but the customer gets no review
)

// Gate is a verdict with its reasons, and the decision of a person instead of it.
type Gate struct {
	Verdict  Verdict   `json:"verdict"`
	Reasons  []string  `json:"reasons,omitempty"`
	Decision *Decision `json:"decision,omitempty"`
}

// Decision is what a named person decided about a review, against its gate or for it.
type Decision struct {
	Verdict Verdict `json:"decision"`
	By      string  `json:"by"`
	On      string  `json:"on"` // YYYY-MM-DD
	Reason  string  `json:"reason"`
	// Names are customers whose names the review may hold.
	Names []string `json:"names,omitempty"`
}

// Forgive drops an objection to a finished file that the decision foresaw: it names
// no other customers than those it may. Nil decides nothing.
func (d *Decision) Forgive(err error) error {
	var leak *proof.LeakError
	if d == nil || d.Verdict != Send || !errors.As(err, &leak) {
		return err
	}
	for _, hit := range leak.Hits {
		if !slices.ContainsFunc(hit.Customers, func(id string) bool { return slices.Contains(d.Names, id) }) {
			return err
		}
	}
	return nil
}

// Days is how long somebody has to be a customer before a quarter's end to get its
// review: of less than a month there is little to tell.
const Days = 30

// Judge says whether a review may leave. The worst of what is found counts.
func Judge(q *reports.QBR, s reports.Standing) Gate {
	var held, thin []string
	for _, check := range s.Checks {
		held = append(held, fmt.Sprintf("check %s holds this customer", check))
	}
	if s.Left {
		thin = append(thin, fmt.Sprintf("the customer pays nothing on %s", q.AsOf.Format(time.DateOnly)))
	}
	if since := q.Customer.Since; !since.IsZero() && since.After(q.Period.End.AddDate(0, 0, -Days)) {
		thin = append(thin, fmt.Sprintf("a customer since %s: less than %d days of the quarter", since.Format(time.DateOnly), Days))
	}
	if silent(q) {
		thin = append(thin, "nothing to tell: no goals, no activity, no tickets, no answers")
	}
	switch {
	case held != nil:
		return Gate{Verdict: Hold, Reasons: append(held, thin...)}
	case thin != nil:
		return Gate{Verdict: InternalOnly, Reasons: thin}
	}
	return Gate{Verdict: Send}
}

// silent says whether there is no subject a page could have.
func silent(q *reports.QBR) bool {
	return len(q.Goals) == 0 && len(q.Promises) == 0 && len(q.Value) == 0 &&
		q.Usage == nil && q.Support == nil && q.NPS == nil && q.CSAT == nil && q.CES == nil
}

// Outcome is the verdict that counts: that of the person, else that of the checks.
func (g Gate) Outcome() Verdict {
	if g.Decision != nil {
		return g.Decision.Verdict
	}
	return g.Verdict
}

// Why says in one line why the outcome is not to send.
func (g Gate) Why() string {
	if d := g.Decision; d != nil {
		return fmt.Sprintf("%s decided on %s: %s", d.By, d.On, d.Reason)
	}
	return strings.Join(g.Reasons, "; ")
}

// plain is whether there is nothing to keep of it.
func (g Gate) plain() bool { return g.Verdict == Send && g.Decision == nil }

// Kept is the gate as the manifest keeps it.
func (g Gate) Kept() *Gate {
	if g.plain() {
		return nil
	}
	return &g
}
