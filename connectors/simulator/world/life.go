package world

import (
	"time"
)

// life draws what one account buys, changes and ends, in the order of time.
type life struct {
	w    *World
	a    *Account
	d    dice
	plan string
	// number counts the customer's invoices.
	number int
}

// live plays an account from the day it joined to the horizon.
func (w *World) live(a *Account) {
	l := &life{w: w, a: a, d: newDice(w.Seed, aboutBilling, a.Index)}
	joined := midnight(a.Joined).Add(a.hour)
	customer := w.newBillingCustomer(a, l.d, joined.Add(-time.Duration(l.d.between(60, 1800))*time.Second))
	a.Billing = append(a.Billing, customer)
	l.plan = l.firstPlan()
	for at := joined; at.Before(w.end); {
		s := l.subscribe(customer, at)
		if a.Quirk == SecondTeam && len(a.Subs) == 1 {
			w.secondTeam(a, customer, s)
		}
		back := time.Duration(l.d.between(60, 240)) * day
		returns := l.d.chance(0.15) || a.Quirk == ComesBack
		if s.Ended.IsZero() || s.Involuntary || a.Quirk == TrialLeaves || !returns {
			break
		}
		at = midnight(s.Ended.Add(back)).Add(a.hour)
	}
}

func (w *World) newBillingCustomer(a *Account, d dice, at time.Time) *BillingCustomer {
	c := &BillingCustomer{ID: d.token("cus_", 14), Account: a, Name: a.Name, Created: at, Currency: "usd", prefix: d.token("", 8)}
	if a.Region == EMEA && d.chance(0.8) && a.Quirk != SecondTeam {
		c.Currency = "eur"
	}
	c.Email = "billing@" + a.Domain
	if d.chance(0.5) {
		c.Email = a.People[0].Email
	}
	if a.Quirk != NoCRMID && a.Quirk != BillingOnly {
		c.CRMIDAt = at
		if d.chance(0.3) {
			c.CRMIDAt = at.Add(d.span(2*time.Hour, 9*day))
		}
	}
	return c
}

func (l *life) firstPlan() string {
	if l.a.Quirk == FreePlan {
		return Free
	}
	switch x := l.d.Float64(); {
	case x < 0.46:
		return Starter
	case x < 0.84:
		return Growth
	default:
		return Enterprise
	}
}

func (l *life) firstSeats() int {
	switch l.plan {
	case Free:
		return 3
	case Starter:
		return l.d.between(7, 20)
	case Growth:
		return l.d.between(15, 44)
	default:
		return l.d.between(41, 100)
	}
}

// firstMonths draws the length of the billing cycle in months.
func (l *life) firstMonths() int {
	switch l.a.Quirk {
	case TrialConverts, TrialLeaves, RampDeal, Pauses, CardFails, FreePlan, SwitchesYearly, ComesBack:
		return 1
	case SlowPayer:
		return 12
	case Metered:
		if l.a.Index%60 == 21 {
			return 12 // a year of calls makes more lines than an invoice shows
		}
	case Quarterly:
		if l.plan == Starter {
			l.plan = Growth
		}
		return 3
	}
	yearly := map[string]float64{Starter: 0.4, Growth: 0.6, Enterprise: 0.9}[l.plan]
	if l.d.chance(yearly) {
		return 12
	}
	return 1
}

// subscribe opens a subscription and plays it to its end or the horizon.
func (l *life) subscribe(c *BillingCustomer, at time.Time) *Subscription {
	first := len(l.a.Subs) == 0
	months := l.firstMonths()
	price := l.w.Catalog.find(l.plan, c.Currency, months)
	s := &Subscription{ID: l.d.token("sub_1", 23), Customer: c, Currency: c.Currency, Created: at}
	s.Seats = Item{ID: l.d.token("si_", 14), Created: at}
	s.Send = months == 12 && (l.plan == Enterprise || l.a.Quirk == SlowPayer || l.d.chance(0.25))
	state := State{price, l.firstSeats()}
	s.States.add(at, state)
	l.a.Subs = append(l.a.Subs, s)
	l.a.Plans.add(at, l.plan)
	if first {
		l.firstTerms(s, months)
	}
	r := &run{life: l, s: s, state: state, start: at, months: months}
	r.anchor = at
	if first && l.a.Joined.Before(addMonths(l.w.Start, 1)) && months > 1 && s.Discount == nil {
		// Brought over from the former billing system: the first cycle only
		// lasts to the anniversary the customer already had.
		r.anchor = addMonths(at, -l.d.between(0, months-1)).Add(time.Duration(l.d.between(-12, 0)) * day)
	}
	r.play()
	return s
}

// firstTerms gives a first subscription what its account's quirk asks for.
func (l *life) firstTerms(s *Subscription, months int) {
	coupon := func(id string, end time.Time) {
		s.Discount = &Discount{ID: l.d.token("di_", 24), Coupon: l.w.Catalog.coupon(id), Start: s.Created, End: end}
	}
	switch l.a.Quirk {
	case TrialConverts, TrialLeaves:
		s.TrialStart, s.TrialEnd = s.Created, s.Created.AddDate(0, 0, 14+16*(l.a.Index%2))
	case ForeverDeal:
		id := "PARTNER20"
		if l.a.Index%120 == 56 {
			id = "NONPROFIT50"
		}
		coupon(id, time.Time{})
	case RampDeal:
		id, n := "RAMP3", 3
		if l.a.Index%60 == 47 {
			id, n = "RAMP6", 6
		}
		coupon(id, addMonths(s.Created, n))
	case OnceDeal:
		id := "WELCOMEUSD"
		if s.Currency == "eur" {
			id = "WELCOMEEUR"
		}
		coupon(id, time.Time{})
	case Metered:
		nickname := "API calls"
		if months == 12 {
			nickname = "API calls, yearly"
		}
		if months != 3 {
			s.Meter = &Item{ID: l.d.token("si_", 14), Metered: true, Created: s.Created, Price: l.w.Catalog.named(nickname, s.Currency)}
		}
	}
}

// secondTeam buys a second, smaller subscription some months after the first;
// it never outlives the first.
func (w *World) secondTeam(a *Account, c *BillingCustomer, first *Subscription) {
	d := newDice(w.Seed, aboutSecond, a.Index)
	at := addMonths(first.Created, d.between(3, 12)).Add(d.span(0, 20*day))
	at = midnight(at).Add(a.hour)
	limit := w.end
	if !first.CancelAsked.IsZero() {
		limit = first.CancelAsked
	}
	if !at.Before(limit.Add(-40*day)) || !first.Send && first.Involuntary {
		return
	}
	plan, _ := a.Plans.At(at)
	price := w.Catalog.find(plan, c.Currency, 1)
	s := &Subscription{ID: d.token("sub_1", 23), Customer: c, Currency: c.Currency, Created: at}
	s.Seats = Item{ID: d.token("si_", 14), Created: at}
	state := State{price, d.between(4, 12)}
	s.States.add(at, state)
	a.Subs = append(a.Subs, s)
	r := &run{life: &life{w: w, a: a, d: d, plan: plan, number: 5000}, s: s, state: state, start: at, anchor: at, months: 1, second: true, limit: limit}
	r.play()
}
