package world

import (
	"sort"
	"strconv"
	"time"
)

// Options fix a world. Two worlds with the same options are the same.
type Options struct {
	Seed uint64
	// Customers is how many accounts join in the first Months months; default 120.
	Customers int
	// Start is the first day of the history.
	Start time.Time
	// Months is the length of the history that Customers counts; default 30.
	Months int
	// Horizon is the number of months invented; default Months + 18. A clock
	// must not run past it.
	Horizon int
	// Zone is where the support team works; default America/New_York, or UTC
	// where the machine has no zone data.
	Zone *time.Location
}

// World is a whole history, past and to come. It is read-only once made, so
// any number of goroutines may read it.
type World struct {
	Options
	Catalog   Catalog
	Owners    []*Owner
	Accounts  []*Account // accounts that buy, in the order of their index
	Prospects []*Account
	Companies []*Company
	Contacts  []*Contact
	Deals     []*Deal
	Agents    []*User
	Users     []*User
	Orgs      []*Org
	Tickets   []*Ticket
	Forms     []Form
	Responses []*Response
	Features  []Feature
	Schedule  Schedule
	strangers []*Person
	pool      pool
	quirks    [120]Quirk
	end       time.Time
}

// New invents a world.
func New(o Options) *World {
	if o.Customers == 0 {
		o.Customers = 120
	}
	if o.Months == 0 {
		o.Months = 30
	}
	if o.Horizon == 0 {
		o.Horizon = o.Months + 18
	}
	if o.Zone == nil {
		o.Zone = time.UTC
		if z, err := time.LoadLocation("America/New_York"); err == nil {
			o.Zone = z
		}
	}
	o.Start = midnight(o.Start)
	w := &World{Options: o, end: addMonths(o.Start, o.Horizon), pool: newPool(), quirks: quirks(), Features: features(), Forms: forms(o.Start)}
	w.Schedule = Schedule{Zone: o.Zone, Open: 9 * 60, Close: 17 * 60}
	w.Catalog = newCatalog(o.Seed, o.Start.Add(-30*day))
	names := newNamer()
	w.hireOwners()
	w.hireAgents()
	for i, joined := range w.joins() {
		w.Accounts = append(w.Accounts, w.newAccount(i, joined, names))
	}
	for _, a := range w.Accounts {
		w.live(a)
		w.register(a)
		w.negotiate(a)
		w.openOrg(a)
		w.adopt(a)
		w.askForHelp(a)
		w.survey(a)
	}
	w.addProspects(names)
	w.oddities()
	w.number()
	return w
}

// End is the horizon: the first instant nothing is known about.
func (w *World) End() time.Time { return w.end }

func (w *World) months() int { return w.Horizon }

// joins draws the day every account becomes a customer: somewhat more than
// half are there in the first month, the others follow, more in the autumn
// and in January than in the summer.
func (w *World) joins() []time.Time {
	d := newDice(w.Seed, aboutAccount, 1<<30)
	early := w.Customers * 70 / 120
	rest := w.Customers - early
	perMonth := float64(rest) / float64(max(1, w.Months-1))
	days := make([]time.Time, 0, w.Customers*2)
	place := 0
	for range early {
		days = append(days, w.Start.Add(time.Duration(d.between(1, 26))*day))
	}
	due := 0.0
	for m := 1; m < w.Horizon; m++ {
		first := addMonths(w.Start, m)
		due += perMonth * []float64{1.4, 1, 1.1, 1, 0.9, 0.8, 0.6, 0.6, 1.2, 1.3, 1.2, 0.9}[first.Month()-1]
		for ; due >= 1; due-- {
			days = append(days, workday(first.Add(time.Duration(d.between(0, 25))*day)))
			place++
		}
	}
	return spread(days, early)
}

// spread mixes early and late joiners over the indexes, so that every oddity
// shows in both; the newest stay at the end.
func spread(days []time.Time, early int) []time.Time {
	mixed := make([]time.Time, 0, len(days))
	next, late := 0, early
	for len(mixed) < len(days) {
		if next < early {
			mixed = append(mixed, days[next])
			next++
		}
		if late < len(days) && (next >= early || len(mixed)%9 > 4) {
			mixed = append(mixed, days[late])
			late++
		}
	}
	return mixed
}

// number hands out the ids that count upwards in the order of time.
func (w *World) number() {
	sort.SliceStable(w.Deals, func(i, j int) bool { return w.Deals[i].Created.Before(w.Deals[j].Created) })
	for i, d := range w.Deals {
		d.ID = strconv.Itoa(23400500000 + i*37)
	}
	sort.SliceStable(w.Tickets, func(i, j int) bool { return w.Tickets[i].Created.Before(w.Tickets[j].Created) })
	for i, t := range w.Tickets {
		t.ID = int64(35001 + i)
	}
	var rated []*Rating
	for _, t := range w.Tickets {
		if t.Rating != nil {
			rated = append(rated, t.Rating)
		}
	}
	sort.SliceStable(rated, func(i, j int) bool { return rated[i].Offered.Before(rated[j].Offered) })
	for i, r := range rated {
		r.ID = int64(62001 + i)
	}
	sort.SliceStable(w.Responses, func(i, j int) bool { return w.Responses[i].Submitted.Before(w.Responses[j].Submitted) })
}
