package world

import "time"

// BillingCustomer is an account as billing knows it.
type BillingCustomer struct {
	ID       string
	Account  *Account
	Name     string
	Email    string
	Currency string
	Created  time.Time
	Deleted  time.Time
	// CRMID is the id billing keeps of the CRM's record; often it is set some
	// days after the customer was made, sometimes never.
	CRMID   string
	CRMIDAt time.Time
	prefix  string
}

// State is what a subscription sells from an instant on.
type State struct {
	Price    *Price
	Quantity int
}

// Pause is a time in which invoices are made void.
type Pause struct{ From, Until time.Time }

// Discount is a coupon in force on a subscription.
type Discount struct {
	ID     string
	Coupon *Coupon
	Start  time.Time
	End    time.Time // zero: never (forever), or spent with the first invoice (once)
}

// Item is one line of a subscription.
type Item struct {
	ID      string
	Price   *Price // of a metered item; the seats' price is in States
	Metered bool
	Created time.Time
}

// Subscription is one contract, with everything that happens to it.
type Subscription struct {
	ID       string
	Customer *BillingCustomer
	Currency string
	Created  time.Time
	// Send marks customers who are sent invoices due in thirty days; the others' cards are charged.
	Send       bool
	Seats      Item
	Meter      *Item
	States     History[State]
	Turns      []Turn // the billing cycles begun, oldest first
	TrialStart time.Time
	TrialEnd   time.Time
	Discount   *Discount
	Pauses     []Pause
	// CancelAsked is when notice was given, CancelAt when it takes effect.
	CancelAsked time.Time
	CancelAt    time.Time
	Ended       time.Time
	Feedback    string // why, in billing's words
	Involuntary bool
	Invoices    []*Invoice
}

// Turn is one billing cycle: in force from Start, in [Start, End) while the
// price is not changed.
type Turn struct{ Start, End time.Time }

// Turn returns the cycle running at t.
func (s *Subscription) Turn(t time.Time) Turn {
	current := s.Turns[0]
	for _, turn := range s.Turns {
		if turn.Start.After(t) {
			break
		}
		current = turn
	}
	return current
}

// PausedAt returns the pause announced at t.
func (s *Subscription) PausedAt(t time.Time) (Pause, bool) {
	for _, p := range s.Pauses {
		if !p.From.After(t) && t.Before(p.Until) {
			return p, true
		}
	}
	return Pause{}, false
}

// Status is the subscription's status at t in the words of billing.
func (s *Subscription) Status(t time.Time) string {
	switch {
	case Reached(s.Ended, t):
		return "canceled"
	case Reached(s.TrialStart, t) && t.Before(s.TrialEnd):
		return "trialing"
	}
	for _, inv := range s.Invoices {
		if inv.overdue(t) {
			return "past_due"
		}
	}
	return "active"
}

// Invoice is a bill with all its lines.
type Invoice struct {
	ID, Number   string
	Subscription *Subscription
	Reason       string // subscription_create, subscription_cycle, subscription_update
	Created      time.Time
	Finalized    time.Time
	Due          time.Time // zero when a card is charged
	Paid         time.Time
	Failed       []time.Time // attempts the card refused
	Voided       time.Time
	Uncollected  time.Time
	PeriodStart  time.Time
	PeriodEnd    time.Time
	Lines        []Line
	Discount     *Discount
	TaxPercent   int
	// CreditNoteAt and CreditNote are a refund after payment.
	CreditNoteAt time.Time
	CreditNote   int64
	CreditNoteID string
	// StartBalance and EndBalance are the customer's balance before and after
	// (below zero: credit).
	StartBalance, EndBalance int64
}

// Line is one line of an invoice. Amounts are minor units without tax.
type Line struct {
	ID          string
	Price       *Price
	Quantity    int
	Amount      int64
	Off         int64 // discount in force on this line
	From, To    time.Time
	Proration   bool
	Item        *Item // nil for a one-off line
	Description string
}

// Subtotal is the sum of the lines before discounts and tax.
func (i *Invoice) Subtotal() int64 {
	var sum int64
	for _, l := range i.Lines {
		sum += l.Amount
	}
	return sum
}

// Off is the sum of the lines' discounts.
func (i *Invoice) Off() int64 {
	var sum int64
	for _, l := range i.Lines {
		sum += l.Off
	}
	return sum
}

// Tax is the tax on top.
func (i *Invoice) Tax() int64 {
	net := i.Subtotal() - i.Off()
	return (net*int64(i.TaxPercent) + 50) / 100
}

// Total is what the invoice asks for, before the customer's balance.
func (i *Invoice) Total() int64 { return i.Subtotal() - i.Off() + i.Tax() }

// AmountDue is what must be paid after the balance was used.
func (i *Invoice) AmountDue() int64 { return max(0, i.Total()+i.StartBalance) }

// Status is the invoice's status at t; empty before it exists.
func (i *Invoice) Status(t time.Time) string {
	switch {
	case i.Created.After(t):
		return ""
	case Reached(i.Voided, t):
		return "void"
	case Reached(i.Paid, t):
		return "paid"
	case Reached(i.Uncollected, t):
		return "uncollectible"
	case Reached(i.Finalized, t):
		return "open"
	default:
		return "draft"
	}
}

// overdue reports whether the invoice makes its subscription past due at t.
func (i *Invoice) overdue(t time.Time) bool {
	if i.Status(t) != "open" {
		return false
	}
	if i.Due.IsZero() {
		return len(i.Failed) > 0 && !i.Failed[0].After(t)
	}
	return Reached(i.Due, t)
}
