package world

import (
	"fmt"
	"math"
	"time"
)

// invoice opens a bill of the subscription.
func (r *run) invoice(at time.Time, reason string, from, to time.Time) *Invoice {
	c := r.s.Customer
	r.number++
	inv := &Invoice{ID: r.d.token("in_1", 23), Number: fmt.Sprintf("%s-%04d", c.prefix, r.number), Subscription: r.s,
		Reason: reason, Created: at, PeriodStart: from, PeriodEnd: to}
	if r.a.Country == "DE" && c.Currency == "eur" {
		inv.TaxPercent = 19
	}
	r.s.Invoices = append(r.s.Invoices, inv)
	return inv
}

func (r *run) line(inv *Invoice, p *Price, quantity int, amount int64, span Turn, item *Item, text string) *Line {
	inv.Lines = append(inv.Lines, Line{ID: r.d.token("il_1", 23), Price: p, Quantity: quantity, Amount: amount,
		From: span.Start, To: span.End, Item: item, Description: text})
	return &inv.Lines[len(inv.Lines)-1]
}

// bill makes the invoice of a cycle (or trial) and its discounts.
func (r *run) bill(turn Turn) *Invoice {
	reason := "subscription_cycle"
	if len(r.s.Turns) == 1 {
		reason = "subscription_create"
	}
	previous := Turn{turn.Start, turn.Start}
	if n := len(r.s.Turns); n > 1 {
		previous = r.s.Turns[n-2]
	}
	inv := r.invoice(turn.Start, reason, previous.Start, turn.Start)
	p, q := r.state.Price, r.state.Quantity
	full := p.Unit * int64(q)
	r.meter(inv, previous)
	switch {
	case turn.Start.Equal(r.s.TrialStart):
		r.line(inv, p, q, 0, turn, &r.s.Seats, "Trial period for "+p.Product.Name)
	case addMonths(turn.Start, r.months).After(turn.End.Add(4 * day)):
		part := int64(math.Round(float64(full) * r.share(turn.Start, turn.End)))
		r.line(inv, p, q, part, turn, &r.s.Seats, seatText(p, q)).Proration = true
	default:
		r.line(inv, p, q, full, turn, &r.s.Seats, seatText(p, q))
	}
	if reason == "subscription_create" && r.plan == Enterprise && !r.second {
		setup := r.w.Catalog.named("Onboarding", r.s.Currency)
		r.line(inv, setup, 1, setup.Unit, Turn{turn.Start, turn.Start}, nil, setup.Product.Name)
	}
	r.discount(inv, turn)
	return r.settle(inv)
}

// meter bills the calls of the cycle before, a line for each of its months.
func (r *run) meter(inv *Invoice, previous Turn) {
	if r.s.Meter == nil {
		return
	}
	for k := 0; ; k++ {
		from, to := addMonths(previous.Start, k), addMonths(previous.Start, k+1)
		if !from.Before(previous.End) {
			return
		}
		if to.After(previous.End) {
			to = previous.End
		}
		calls := r.d.between(4000, 60000)
		r.line(inv, r.s.Meter.Price, calls, int64(calls)*r.s.Meter.Price.Unit, Turn{from, to}, r.s.Meter, "API calls in "+from.Format("January 2006"))
	}
}

func seatText(p *Price, quantity int) string {
	every := map[int]string{1: "month", 3: "3 months", 12: "year"}[p.Months()]
	return fmt.Sprintf("%d × %s (at %s%d.%02d / %s)", quantity, p.Product.Name,
		map[string]string{"usd": "$", "eur": "€"}[p.Currency], p.Unit/100, p.Unit%100, every)
}

// discount takes the coupon in force off the seat line.
func (r *run) discount(inv *Invoice, turn Turn) {
	d := r.s.Discount
	if d == nil {
		return
	}
	switch d.Coupon.Duration {
	case "repeating":
		if !turn.Start.Before(d.End) {
			return
		}
	case "once":
		if inv.Reason != "subscription_create" {
			return
		}
	}
	inv.Discount = d
	l := &inv.Lines[0]
	l.Off = min(l.Amount, d.Coupon.AmountOff)
	if d.Coupon.PercentOff > 0 {
		l.Off = (l.Amount*int64(d.Coupon.PercentOff) + 50) / 100
	}
}

// prorate bills a change inside a cycle at once: what is unused of the old
// state is given back, the rest of the cycle is paid in the new one.
func (r *run) prorate(at time.Time, turn Turn, next State) {
	inv := r.invoice(at, "subscription_update", at, at)
	rest := Turn{at, turn.End}
	share := r.share(at, turn.End)
	part := func(s State) int64 {
		return int64(math.Round(float64(s.Price.Unit*int64(s.Quantity)) * share))
	}
	on := at.Format("2 Jan 2006")
	r.line(inv, r.state.Price, r.state.Quantity, -part(r.state), rest, &r.s.Seats,
		fmt.Sprintf("Unused time on %d × %s after %s", r.state.Quantity, r.state.Price.Product.Name, on)).Proration = true
	r.line(inv, next.Price, next.Quantity, part(next), rest, &r.s.Seats,
		fmt.Sprintf("Remaining time on %d × %s after %s", next.Quantity, next.Price.Product.Name, on)).Proration = true
	r.settle(inv)
}

// share is the part of a whole interval that lies between an instant and the
// interval's end.
func (r *run) share(at, end time.Time) float64 {
	return float64(end.Sub(at)) / float64(end.Sub(addMonths(end, -r.months)))
}

// goYearly ends a monthly cycle in its middle and starts a yearly one.
func (r *run) goYearly(at time.Time, turn Turn) {
	old := r.state
	inv := r.invoice(at, "subscription_update", at, at)
	unused := int64(math.Round(float64(old.Price.Unit*int64(old.Quantity)) * r.share(at, turn.End)))
	r.line(inv, old.Price, old.Quantity, -unused, Turn{at, turn.End}, &r.s.Seats,
		fmt.Sprintf("Unused time on %d × %s after %s", old.Quantity, old.Price.Product.Name, at.Format("2 Jan 2006"))).Proration = true
	r.months = 12
	r.state.Price = r.w.Catalog.find(r.plan, r.s.Currency, 12)
	r.s.States.add(at, r.state)
	year := Turn{at, addMonths(at, 12)}
	r.line(inv, r.state.Price, r.state.Quantity, r.state.Price.Unit*int64(r.state.Quantity), year, &r.s.Seats, seatText(r.state.Price, r.state.Quantity))
	r.s.Turns = append(r.s.Turns, year)
	r.start, r.anchor, r.billed = at, at, true
	r.settle(inv)
}

// settle numbers the balance and decides when the invoice is paid.
func (r *run) settle(inv *Invoice) *Invoice {
	d := r.d
	wait, refund, days := d.Float64(), d.Float64(), d.between(0, 20)
	inv.StartBalance = r.credit
	if _, paused := r.s.PausedAt(inv.Created); paused {
		inv.EndBalance = r.credit
		inv.Voided = inv.Created.Add(time.Second)
		inv.Finalized = inv.Created
		return inv
	}
	r.credit = min(0, inv.Total()+inv.StartBalance)
	inv.EndBalance = r.credit
	inv.Finalized = inv.Created.Add(time.Hour + time.Duration(d.between(10, 400))*time.Second)
	if inv.Reason != "subscription_cycle" {
		inv.Finalized = inv.Created.Add(time.Second)
	}
	switch {
	case inv.AmountDue() == 0:
		inv.Paid = inv.Finalized
	case r.s.Send:
		inv.Due = inv.Created.Add(30 * day)
		inv.Paid = r.transfer(inv, wait, days)
	default:
		inv.Paid = inv.Finalized.Add(time.Duration(d.between(2, 9)) * time.Second)
		if wait < 0.025 && inv.Reason == "subscription_cycle" {
			inv.Failed = []time.Time{inv.Paid}
			inv.Paid = inv.Paid.Add(time.Duration(3+days/3) * day)
		}
	}
	if (refund < 0.004 || r.a.Quirk == Refunded && len(r.s.Invoices) == 3) && inv.Total() > 20000 && inv.Due.IsZero() {
		inv.CreditNoteAt = inv.Paid.Add(time.Duration(2+days) * day)
		inv.CreditNote = inv.Total() / 4
		inv.CreditNoteID = d.token("cn_1", 23)
	}
	return inv
}

// transfer is the day a customer who is sent invoices pays.
func (r *run) transfer(inv *Invoice, wait float64, days int) time.Time {
	offset := time.Duration(-days) * day
	switch {
	case r.a.Quirk == SlowPayer && inv.Reason != "subscription_update" && len(r.s.Invoices)%2 == 0, wait > 0.975 && inv.Reason == "subscription_cycle":
		offset = time.Duration(38+2*days) * day
	case wait > 0.84:
		offset = time.Duration(1+days/2) * day
	}
	return workday(inv.Due.Add(offset))
}

// collect decides whether the card fails for good; then the subscription ends
// twenty-one days later and collect reports true.
func (r *run) collect(inv *Invoice) bool {
	draw := r.d.Float64()
	fails := draw < 0.0015
	if r.a.Quirk == CardFails && len(r.s.Turns) == 10+r.a.Index%7 {
		fails = true
	}
	if !fails || r.s.Send || r.second || r.plan == Free || inv.AmountDue() == 0 || inv.Reason != "subscription_cycle" || !inv.Voided.IsZero() {
		return false
	}
	first := inv.Finalized.Add(5 * time.Second)
	inv.Failed = []time.Time{first, first.Add(3 * day), first.Add(8 * day), first.Add(15 * day)}
	inv.Paid, inv.CreditNoteAt, inv.CreditNote = time.Time{}, time.Time{}, 0
	ended := first.Add(21 * day)
	inv.Uncollected = ended
	r.s.Ended, r.s.CancelAsked, r.s.CancelAt, r.s.Involuntary = ended, ended, time.Time{}, true
	r.a.leaving = append(r.a.leaving, ended)
	return true
}
