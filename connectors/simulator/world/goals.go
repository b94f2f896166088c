package world

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// goals gives an account one to three goals a year, set thirty days after it
// joined and on every anniversary of that.
func (w *World) goals(a *Account, now time.Time, t *csvTable) {
	d := newDice(w.Seed, aboutTeam, a.Index)
	for year := 0; ; year++ {
		set := midnight(a.Joined).Add(time.Duration(30+year*365) * day)
		if set.After(now) {
			return
		}
		due := quarterEnd(set.Add(300 * day))
		count, effort := d.between(1, 3), d.uniform(0.85, 1.35)
		for n, g := range w.agree(a, set, count, year, d) {
			actual := g.base
			if stand := a.stand(now, due.Add(day)); stand.After(set) {
				actual = w.stands(a, g, effort, set, due, stand, now)
			}
			t.add(fmt.Sprintf("G-%d-%d-%d", a.Index, year+1, n+1), t.key(a), g.title, g.measure, g.unit,
				whole(g.base), whole(g.target), whole(actual), due.Format(time.DateOnly), w.ownerOf(a.Index).Name(),
				g.status(actual, set, due, midnight(now)))
		}
	}
}

// goal is a kind with the numbers agreed for one account.
type goal struct {
	goalKind
	base, target float64
}

// agree picks the kinds that fit an account on the day its goals are set. It
// looks at nothing later than that day, so a goal once agreed stays as it is.
func (w *World) agree(a *Account, set time.Time, count, year int, d dice) []goal {
	var agreed []goal
	kinds := goalKinds()
	for n := range kinds {
		k := kinds[(a.Index+3*year+n)%len(kinds)]
		base, lift := float64(d.between(k.low, k.high)), d.uniform(k.liftLow, k.liftHigh)
		if k.fact != nil {
			base = k.fact(w, a, set, set)
		}
		target := math.Round(base * lift)
		if k.seats {
			target = math.Min(target, float64(a.seats(set)))
		}
		fits := base >= 5 && math.Abs(target-base) >= 2 && (target > base) == (k.liftLow > 1)
		if k.needs != "" && usesOf(k.needs)(w, a, set, set) == 0 {
			fits = false
		}
		if fits && len(agreed) < count && a.running(set) {
			agreed = append(agreed, goal{k, base, target})
		}
	}
	return agreed
}

// stand is the midnight up to which a goal due before the limit is measured:
// the last one, at most the limit, and for an account that has gone the day it
// went.
func (a *Account) stand(now, limit time.Time) time.Time {
	at := midnight(now)
	if at.After(limit) {
		at = limit
	}
	if a.running(at) {
		return at
	}
	var ended time.Time
	for _, s := range a.Subs {
		ended = latest(at, ended, s.Ended)
	}
	return midnight(ended)
}

// stands is the measure on a day: counted where the world has the fact, else as
// far on its way as the account's mood carries it.
func (w *World) stands(a *Account, g goal, effort float64, set, due, at, now time.Time) float64 {
	if g.fact != nil {
		// What arrives later than a day after is not entered any more: a goal
		// that is over keeps its number.
		if closed := at.Add(day); now.After(closed) {
			now = closed
		}
		return g.fact(w, a, at, now)
	}
	done := (0.45 + 0.75*a.Mood) * effort * a.energy(at)
	return math.Round(g.base + (g.target-g.base)*math.Min(1.15, done*math.Pow(elapsed(set, due, at), 0.8)))
}

// elapsed is the share of a goal's time that has gone by.
func elapsed(set, due, at time.Time) float64 {
	return clamp(at.Sub(set).Hours()/due.Sub(set).Hours(), 0, 1)
}

// status is the owner's word for where a goal stands. Before the due date it
// follows the pace, with some patience at the start.
func (g goal) status(actual float64, set, due, today time.Time) string {
	done := (actual - g.base) / (g.target - g.base)
	switch {
	case done >= 1:
		return "achieved"
	case today.After(due):
		return "missed"
	case done < 0.7*elapsed(set, due, today)-0.1:
		return "at_risk"
	}
	return "on_track"
}

// goalKind is a sort of goal. Its measure is a fact of the account, or one only
// the customer knows, whose start is drawn from low to high. The lift leads from
// start to target; below one the measure is to fall.
type goalKind struct {
	title, measure, unit string
	low, high            int
	liftLow, liftHigh    float64
	seats                bool   // no more than the seats
	needs                string // a feature the account must be using
	fact                 func(w *World, a *Account, at, now time.Time) float64
}

func goalKinds() []goalKind {
	return []goalKind{
		{title: "Bring the weekly operations report into one place", measure: "Reports run in 28 days", unit: "reports", liftLow: 1.1, liftHigh: 1.4, fact: usesOf("Reports")},
		{title: "Cut the time to close the month", measure: "Days to close the month", unit: "days", low: 8, high: 14, liftLow: 0.5, liftHigh: 0.7},
		{title: "Get more of the team working in the product", measure: "Active users in 28 days", unit: "users", liftLow: 1.1, liftHigh: 1.25, seats: true, fact: activeUsers},
		{title: "Automate routine checks", measure: "Automations run in 28 days", unit: "runs", liftLow: 1.15, liftHigh: 1.6, fact: usesOf("Automations")},
		{title: "Answer alerts before customers notice", measure: "Median time to handle an alert", unit: "minutes", needs: "Alerts", low: 45, high: 120, liftLow: 0.4, liftHigh: 0.6},
		{title: "Settle everyday questions within the team", measure: "Support tickets in 90 days", unit: "tickets", liftLow: 0.5, liftHigh: 0.75, fact: ticketsOpened},
	}
}

// usesBefore yields what is known at now of an account's use in the 28 days
// before a midnight.
func (w *World) usesBefore(a *Account, at, now time.Time, yield func(Use)) {
	for n := 28; n > 0; n-- {
		w.UsesOf(a, at.Add(time.Duration(-n)*day), func(u Use) {
			if !u.Processed.After(now) {
				yield(u)
			}
		})
	}
}

// activeUsers counts the people who used the product.
func activeUsers(w *World, a *Account, at, now time.Time) float64 {
	seen := map[*Person]bool{}
	w.usesBefore(a, at, now, func(u Use) { seen[u.Person] = true })
	return float64(len(seen))
}

// usesOf counts the uses of a feature.
func usesOf(feature string) func(w *World, a *Account, at, now time.Time) float64 {
	return func(w *World, a *Account, at, now time.Time) float64 {
		n := 0
		w.usesBefore(a, at, now, func(u Use) {
			if u.Feature.Name == feature {
				n++
			}
		})
		return float64(n)
	}
}

// ticketsOpened counts the questions an account's people asked.
func ticketsOpened(w *World, a *Account, at, now time.Time) float64 {
	n := 0
	for _, t := range w.Tickets {
		if t.Account == a && t.Submitter == t.Requester && t.Created.Before(at) && !t.Created.Before(at.Add(-90*day)) && t.State(now) != "deleted" {
			n++
		}
	}
	return float64(n)
}

func whole(x float64) string { return strconv.FormatFloat(x, 'f', 0, 64) }
