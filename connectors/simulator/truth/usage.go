package truth

import (
	"time"

	"quarterdeck/connectors/simulator/world"
)

// The windows of product usage, in days.
const (
	wauDays     = 7
	mauDays     = 28
	featureDays = 30
)

// Usage is one paying customer's use of the product at the as-of day.
type Usage struct {
	AsOf              time.Time
	CustomerID        string
	MRR               Micros
	DAU, WAU, MAU     int
	Stickiness        *float64
	ActiveDays, Seats int
	SeatUtilisation   *float64
	AdoptionBreadth   *float64
	Trend             *float64
}

// usedDay is who used what on one local day.
type usedDay struct {
	users    map[string]bool
	features map[string]bool
}

// readUses gathers the local days from first to the as-of day.
func (b *Book) readUses(first int) {
	b.uses = map[*world.Account]map[int]*usedDay{}
	for day := first - 1; day <= b.asOf+1; day++ {
		b.world.UsesOn(date(day), func(u world.Use) {
			local := b.day(u.At)
			if u.Account == nil || !b.known(u.At) || !b.tracked(u.Processed) || local < first {
				return
			}
			days := b.uses[u.Account]
			if days == nil {
				days = map[int]*usedDay{}
				b.uses[u.Account] = days
			}
			if days[local] == nil {
				days[local] = &usedDay{map[string]bool{}, map[string]bool{}}
			}
			days[local].users[u.Person.Email] = true
			days[local].features[u.Feature.Name] = true
		})
	}
}

// tracked reports whether the pull saw an event that reached the tracker then.
func (b *Book) tracked(t time.Time) bool {
	return b.seen(t) && (b.set.Tracked.IsZero() || t.Before(b.set.Tracked))
}

// Usage lists the customers paying at the as-of day.
func (b *Book) Usage() []Usage { return b.usageOn(b.asOf) }

func (b *Book) usageOn(day int) []Usage {
	if b.uses == nil {
		b.readUses(b.asOf - 7 - 2*mauDays)
	}
	var out []Usage
	for _, c := range b.customers {
		var u Usage
		for _, s := range c.on(day) {
			if s.mrr > 0 {
				u.MRR += b.inReporting(s.mrr, s.sub.Currency, monthOf(day))
				u.Seats += s.seats
			}
		}
		if u.MRR > 0 {
			u.AsOf, u.CustomerID = date(day), c.CustomerID
			b.measure(c, day, &u)
			out = append(out, u)
		}
	}
	return out
}

func (b *Book) measure(c *Customer, day int, u *Usage) {
	days := b.uses[c.account]
	week, month, userDays, before := map[string]bool{}, map[string]bool{}, 0, 0
	used := map[string]bool{}
	for d := day - 2*mauDays + 1; d <= day; d++ {
		x := days[d]
		if x == nil {
			continue
		}
		if d > day-featureDays {
			for f := range x.features {
				used[f] = true
			}
		}
		if d <= day-mauDays {
			before += len(x.users)
			continue
		}
		u.ActiveDays++
		userDays += len(x.users)
		for user := range x.users {
			month[user] = true
			if d > day-wauDays {
				week[user] = true
			}
		}
	}
	if x := days[day]; x != nil {
		u.DAU = len(x.users)
	}
	u.WAU, u.MAU = len(week), len(month)
	u.Stickiness, u.SeatUtilisation = ratio(userDays, mauDays*u.MAU), ratio(u.MAU, u.Seats)
	if trend := ratio(userDays, before); trend != nil && c.firstPaid() <= day+1-2*mauDays {
		*trend--
		u.Trend = trend
	}
	u.AdoptionBreadth = b.breadth(c, day, used)
}

// breadth is the share of the features of the customer's plan that were used.
func (b *Book) breadth(c *Customer, day int, used map[string]bool) *float64 {
	plan := b.segment(c, "plan", day)
	has, uses := 0, 0
	for _, f := range b.world.Features {
		if rank := world.PlanRank(plan); rank >= 0 && rank >= world.PlanRank(f.Plan) {
			has++
			if used[f.Name] {
				uses++
			}
		}
	}
	return ratio(uses, has)
}
