package world

import (
	"fmt"
	"strconv"
	"time"
)

// The regions of the region dimension.
const (
	Americas = "Americas"
	EMEA     = "EMEA"
	APAC     = "APAC"
)

// Account is one real customer (or prospect), whatever the tools call it.
type Account struct {
	Index    int
	Name     string
	Domain   string
	Country  string
	Region   string
	Industry string
	// Joined is the day of the first subscription; zero for a prospect.
	Joined time.Time
	// Mood is the lasting satisfaction, 0 to 1; it moves churn, answers and usage.
	Mood   float64
	People []*Person
	Quirk  Quirk

	Company *Company // nil when the CRM does not know the account
	Twin    *Company // a second CRM record of the same account
	Billing []*BillingCustomer
	Subs    []*Subscription
	Org     *Org
	// Plans is the plan the account is on, as billing knows it.
	Plans History[string]
	// leaving holds the instants at which the account decided to go.
	leaving []time.Time
	habit   habit
	hour    time.Duration // time of day at which its billing cycles turn
}

// Person works for an account: contact, requester, respondent and user in one.
type Person struct {
	First, Last string
	Email       string
	Title       string
	FreeMail    bool
	// ContactID and UserID are the person in the CRM and the helpdesk; zero when unknown there.
	ContactID string
	UserID    int64
	eager     float64 // how often this person uses the product
}

// Name is the person's full name.
func (p *Person) Name() string { return p.First + " " + p.Last }

func (w *World) newAccount(index int, joined time.Time, names *namer) *Account {
	d := newDice(w.Seed, aboutAccount, index)
	a := &Account{Index: index, Joined: joined, Quirk: w.quirks[index%len(w.quirks)]}
	switch x := d.Float64(); {
	case x < 0.52:
		a.Region = Americas
	case x < 0.84:
		a.Region = EMEA
	default:
		a.Region = APAC
	}
	of := pick(d, industries())
	f := names.firm(index, a.Region, of)
	a.Name, a.Domain, a.Country, a.Industry = f.name, f.domain, f.country, of.name
	a.Mood = clamp(d.bell(0.66, 0.20), 0.08, 0.97)
	if a.Quirk == ComesBack || a.Quirk == CardFails {
		a.Mood = min(a.Mood, 0.5)
	}
	a.hour = 14*time.Hour + d.span(0, 5*time.Hour)
	if index%9 == 3 {
		a.hour = 2*time.Hour + d.span(0, 2*time.Hour) // the evening before, in America
	}
	w.hirePeople(a, 130)
	return a
}

// hirePeople fills an account with people: a customer with more than it will
// ever buy seats for.
func (w *World) hirePeople(a *Account, staff int) {
	d := newDice(w.Seed, aboutPeople, a.Index)
	taken := map[string]bool{}
	for n := range staff {
		first, last := pick(d, w.pool.first), pick(d, w.pool.last)
		p := &Person{First: first.name, Last: last.name, Title: pick(d, w.pool.titles), eager: clamp(d.bell(0.5, 0.25), 0.06, 1)}
		local := first.slug + "." + last.slug
		for i := 2; taken[local]; i++ {
			local = first.slug + "." + last.slug + strconv.Itoa(i)
		}
		taken[local] = true
		host := a.Domain
		if a.Quirk == FreeMailUsers && n%4 == 1 {
			p.FreeMail, host = true, freeMailHosts()[n/4%len(freeMailHosts())]
			local = fmt.Sprintf("%s.%d%02d", local, a.Index, n)
		}
		p.Email = local + "@" + host
		a.People = append(a.People, p)
	}
}

// Paying reports whether a subscription of the account was running at t.
func (a *Account) running(t time.Time) bool {
	for _, s := range a.Subs {
		if !s.Created.After(t) && !Reached(s.Ended, t) {
			return true
		}
	}
	return false
}

// seats is the number of seats bought at t.
func (a *Account) seats(t time.Time) int {
	total := 0
	for _, s := range a.Subs {
		if state, ok := s.States.At(t); ok && !Reached(s.Ended, t) {
			total += state.Quantity
		}
	}
	return total
}

// spirit is the mood at t: the lasting one, sinking in the ten weeks before
// the account decides to leave.
func (a *Account) spirit(t time.Time) float64 {
	for _, left := range a.leaving {
		if until := left.Sub(t); until > -60*day && until < 70*day {
			return a.Mood * clamp(float64(until)/float64(70*day), 0.15, 1)
		}
	}
	return a.Mood
}

// energy scales usage at t: it is low in slumps, and falls in the eight weeks
// before leaving.
func (a *Account) energy(t time.Time) float64 {
	energy := 1.0
	for _, low := range a.habit.slumps {
		if !t.Before(low.from) && t.Before(low.until) {
			energy = low.left
		}
	}
	for _, left := range a.leaving {
		if until := left.Sub(t); until < 56*day && until > -200*day {
			energy = min(energy, clamp(0.2+0.8*float64(until)/float64(56*day), 0.2, 1))
		}
	}
	return energy
}
