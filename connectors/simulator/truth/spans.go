package truth

import (
	"math"
	"slices"

	"quarterdeck/connectors/simulator/world"
)

// never stands for a day that has not come.
const never = math.MaxInt

// graceDays is how long an unpaid invoice leaves the MRR standing.
const graceDays = 30

// span is a stretch of days [from, to) with one state of a subscription.
type span struct {
	from, to int
	sub      *world.Subscription
	kind     string // paid, trial, free, paused, past_due
	mrr      Micros // local, a month
	seats    int
	months   int
	renewal  int // never for short terms
}

// spans plays a subscription as far as it is known tonight.
func (b *Book) spans(s *world.Subscription) []span {
	ended := never
	if b.known(s.Ended) {
		ended = b.day(s.Ended)
	}
	late := b.arrears(s)
	cuts := []int{}
	for _, change := range s.States {
		if b.known(change.At) {
			cuts = append(cuts, b.day(change.At))
		}
	}
	for _, turn := range s.Turns {
		if b.known(turn.Start) {
			cuts = append(cuts, b.day(turn.Start))
		}
	}
	if !s.TrialEnd.IsZero() {
		cuts = append(cuts, b.day(s.TrialEnd))
	}
	for _, l := range late {
		cuts = append(cuts, l[0], l[1])
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []span
	for i, from := range cuts {
		to := never
		if i+1 < len(cuts) {
			to = cuts[i+1]
		}
		to = min(to, ended)
		if from >= to || from > b.asOf {
			continue
		}
		if x, ok := b.stretch(s, from, late); ok {
			x.to = to
			out = append(out, x)
		}
	}
	return out
}

// stretch is the state of a subscription on a day.
func (b *Book) stretch(s *world.Subscription, day int, late [][2]int) (span, bool) {
	x := span{from: day, sub: s, kind: "paid", renewal: never}
	var state world.State
	var turn world.Turn
	found := false
	for _, change := range s.States {
		if b.known(change.At) && b.day(change.At) <= day {
			state, found = change.Value, true
		}
	}
	for _, t := range s.Turns {
		if b.known(t.Start) && b.day(t.Start) <= day {
			turn = t
		}
	}
	if !found {
		return x, false
	}
	x.mrr, x.seats, x.months = monthly(state, percentOff(s.Discount, turn)), state.Quantity, state.Price.Months()
	if x.months >= 3 {
		x.renewal = b.day(turn.End)
	}
	_, paused := s.PausedAt(turn.Start)
	switch {
	case !s.TrialStart.IsZero() && day >= b.day(s.TrialStart) && day < b.day(s.TrialEnd):
		x.kind = "trial"
	case x.mrr == 0:
		x.kind = "free"
	case paused:
		x.kind = "paused"
	case slices.ContainsFunc(late, func(l [2]int) bool { return l[0] <= day && day < l[1] }):
		x.kind = "past_due"
	}
	if x.kind != "paid" {
		x.mrr = 0
	}
	return x, true
}

// percentOff is the lasting discount in force in a billing cycle.
func percentOff(d *world.Discount, turn world.Turn) int {
	switch {
	case d == nil || d.Coupon.Duration == "once":
		return 0
	case d.Coupon.Duration == "repeating" && !turn.Start.Before(d.End):
		return 0
	default:
		return d.Coupon.PercentOff
	}
}

// arrears lists the stretches of days on which an invoice of the subscription
// is unpaid beyond the grace.
func (b *Book) arrears(s *world.Subscription) [][2]int {
	var out [][2]int
	for _, inv := range s.Invoices {
		if !b.known(inv.Created) || inv.AmountDue() == 0 || b.known(inv.Voided) {
			continue
		}
		from, until := b.due(inv)+graceDays, never
		if b.known(inv.Paid) {
			until = b.day(inv.Paid)
		}
		if from <= b.asOf && until > from {
			out = append(out, [2]int{from, until})
		}
	}
	return out
}

// due is the day an invoice is to be paid; the day it is made where a card is charged.
func (b *Book) due(inv *world.Invoice) int {
	if inv.Due.IsZero() {
		return b.day(inv.Created)
	}
	return b.day(inv.Due)
}

// on returns the spans in force at the end of a day.
func (c *Customer) on(day int) []span {
	var out []span
	for _, s := range c.spans {
		if s.from <= day && day < s.to {
			out = append(out, s)
		}
	}
	return out
}

// firstPaid is the first day with MRR; never when there is none.
func (c *Customer) firstPaid() int {
	first := never
	for _, s := range c.spans {
		if s.mrr > 0 {
			first = min(first, s.from)
		}
	}
	return first
}
