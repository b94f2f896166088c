package world

import (
	"math"
	"time"
)

// Feature is a part of the product that leaves usage events.
type Feature struct {
	Name, Event string
	Plan        string // the cheapest plan that has it
	Greatest    int    // of the quantity of one user's day
}

func features() []Feature {
	return []Feature{
		{"Dashboards", "Dashboard Viewed", Free, 30}, {"Reports", "Report Run", Free, 12},
		{"Exports", "Export Created", Starter, 6}, {"Alerts", "Alert Handled", Starter, 15}, {"Mobile", "Mobile Session", Starter, 5},
		{"Integrations", "Integration Synced", Growth, 24}, {"Automations", "Automation Run", Growth, 60},
		{"API", "API Call Batch", Growth, 200}, {"Workspaces", "Workspace Shared", Growth, 4},
		{"SSO", "SSO Login", Enterprise, 3}, {"Audit log", "Audit Log Viewed", Enterprise, 4}, {"Forecasting", "Forecast Built", Enterprise, 5},
	}
}

// Plans lists the plans that have the feature, cheapest first.
func (f Feature) Plans() []string {
	return []string{Free, Starter, Growth, Enterprise}[PlanRank(f.Plan):]
}

// habit is how an account uses the product.
type habit struct {
	reach   float64     // share of the seats that is in use
	daily   float64     // how often an average user comes on a working day
	adopted []time.Time // by feature: from when on; zero never
	pull    []float64   // by feature: how likely a visit touches it
	grows   float64     // drift of reach per year
	slumps  []slump
}

// slump is a time in which other things come first and use falls; most
// accounts recover from theirs.
type slump struct {
	from, until time.Time
	left        float64 // share of the usual energy
}

// Use is one usage event: somebody used a feature on a day.
type Use struct {
	Account   *Account // nil for an account nobody knows
	Person    *Person
	Feature   *Feature
	At        time.Time
	Quantity  int
	Processed time.Time // when the event reached the tracker; days later for some
	InsertID  uint64
}

func (w *World) adopt(a *Account) {
	d := newDice(w.Seed, aboutAdoption, a.Index)
	h := &a.habit
	h.reach = clamp(d.bell(0.25+0.62*a.Mood, 0.13), 0.12, 1.08)
	h.daily = clamp(d.bell(0.25+0.14*a.Mood, 0.05), 0.12, 0.55)
	h.grows = d.bell(0.02, 0.07)
	breadth := clamp(d.bell(0.45+0.45*a.Mood, 0.15), 0.2, 1)
	for i := range w.Features {
		var from time.Time
		taken, wait := d.chance(breadth), d.skewed(35*day, 1)
		if taken || i < 2 {
			from = midnight(a.Joined.Add(wait))
			if i < 2 || a.Joined.Before(addMonths(w.Start, 1)) {
				from = midnight(a.Joined)
			}
		}
		h.adopted = append(h.adopted, from)
		h.pull = append(h.pull, []float64{0.54, 0.24, 0.08, 0.14, 0.1, 0.07, 0.09, 0.05, 0.05, 0.2, 0.03, 0.05}[i]*d.uniform(0.6, 1.3))
	}
	for at := a.Joined; at.Before(w.end); {
		at = at.Add(d.span(60*day, time.Duration(200+900*a.Mood)*day))
		low := slump{from: at, until: at.Add(d.span(35*day, 80*day)), left: d.uniform(0.2, 0.55)}
		h.slumps = append(h.slumps, low)
		at = low.until
	}
	if a.Quirk == LegacyFeature {
		h.adopted[11] = midnight(a.Joined)
	}
}

// UsesOn yields the usage events of one UTC day, accounts in order.
func (w *World) UsesOn(on time.Time, yield func(Use)) {
	on = midnight(on)
	for _, a := range w.Accounts {
		if a.running(on) || a.running(on.Add(day-time.Second)) {
			w.uses(a, on, yield)
		}
	}
	w.strangersUse(on, yield)
}

// UsesOf yields one account's usage events of a UTC day.
func (w *World) UsesOf(a *Account, on time.Time, yield func(Use)) {
	on = midnight(on)
	if a.running(on) || a.running(on.Add(day-time.Second)) {
		w.uses(a, on, yield)
	}
}

func (w *World) uses(a *Account, on time.Time, yield func(Use)) {
	if a.Quirk == BillingOnly {
		return
	}
	noon := on.Add(12 * time.Hour)
	d := newDice(w.Seed, aboutUsage, a.Index*100000+int(on.Unix()/86400))
	age := noon.Sub(a.Joined).Hours() / 24
	ramp := clamp(0.35+age/60, 0.35, 1)
	if a.Joined.Before(addMonths(w.Start, 1)) {
		ramp = 1
	}
	energy := a.energy(noon) * a.pauseFactor(noon)
	reach := h01(a.habit.reach+a.habit.grows*age/365) * ramp * math.Sqrt(energy)
	users := min(len(a.People), int(math.Ceil(float64(a.seats(noon))*reach)))
	coming := a.habit.daily * energy * weekday(noon)
	plan, _ := a.Plans.At(noon)
	rank := PlanRank(plan)
	for n := range users {
		p := a.People[n]
		if d.Float64() >= coming*(0.4+1.2*p.eager) {
			continue
		}
		at := on.Add(12*time.Hour + time.Duration(d.IntN(11*3600+1800))*time.Second)
		for i := range w.Features {
			f := &w.Features[i]
			if d.Float64() >= a.habit.pull[i] || a.habit.adopted[i].IsZero() || a.habit.adopted[i].After(on) ||
				PlanRank(f.Plan) > rank && !(a.Quirk == LegacyFeature && i == 11) || at.Before(a.Joined) {
				continue
			}
			u := Use{Account: a, Person: p, Feature: f, At: at, Quantity: 1 + d.IntN(f.Greatest),
				Processed: at.Add(time.Duration(30+d.IntN(900)) * time.Second), InsertID: d.Uint64()}
			if d.Float64() < 0.006 {
				u.Processed = at.Add(time.Duration(5+d.IntN(55)) * time.Hour) // a phone that was offline
			}
			yield(u)
		}
	}
}

func h01(x float64) float64 { return clamp(x, 0.08, 1.12) }

func weekday(t time.Time) float64 {
	f := []float64{0.12, 1.05, 1.1, 1.1, 1.05, 0.85, 0.1}[t.Weekday()]
	if m := t.Month(); m == time.August || m == time.December && t.Day() > 18 {
		f *= 0.7
	}
	return f
}

// pauseFactor keeps usage low while the only subscription is paused.
func (a *Account) pauseFactor(t time.Time) float64 {
	for _, s := range a.Subs {
		if _, paused := s.PausedAt(t); paused {
			return 0.15
		}
	}
	return 1
}

// strangersUse yields the few events whose account nobody knows.
func (w *World) strangersUse(on time.Time, yield func(Use)) {
	d := newDice(w.Seed, aboutUsage, -int(on.Unix()/86400))
	for _, p := range w.strangers {
		if d.chance(0.2 * weekday(on)) {
			at := on.Add(14*time.Hour + d.span(0, 6*time.Hour))
			yield(Use{Person: p, Feature: &w.Features[0], At: at, Quantity: 1 + d.IntN(5), Processed: at.Add(time.Minute), InsertID: d.Uint64()})
		}
	}
}
