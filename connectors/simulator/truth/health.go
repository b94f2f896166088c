package truth

import (
	"math"
	"time"
)

// Health is one paying customer's score at the as-of day.
type Health struct {
	AsOf          time.Time
	CustomerID    string
	Score         *float64
	Band          string
	Coverage      float64
	Gate          string
	PreviousBand  string // empty when the customer did not pay a week earlier
	PreviousScore *float64
	Inputs        []HealthInput
}

// HealthInput is one measure of a score; a nil value is not known.
type HealthInput struct {
	Measure string
	Value   *float64
	Score   *float64
	Weight  float64
}

// anchors are where a measure scores 0 and 100.
type anchors struct {
	measure             string
	worst, best, weight float64
}

func profile() []anchors {
	return []anchors{{"usage_trend", -0.5, 0.1, 0.25}, {"seat_utilisation", 0.2, 0.8, 0.25}, {"open_tickets_over_7_days", 3, 0, 0.15},
		{"nps", 0, 100, 0.2}, {"days_past_due", 30, 0, 0.15}}
}

// Health lists the customers paying at the as-of day.
func (b *Book) Health() []Health {
	before := map[string]Health{}
	for _, h := range b.healthOn(b.asOf - 7) {
		before[h.CustomerID] = h
	}
	now := b.healthOn(b.asOf)
	for i := range now {
		if h, paid := before[now[i].CustomerID]; paid {
			now[i].PreviousBand, now[i].PreviousScore = h.Band, h.Score
		}
	}
	return now
}

func (b *Book) healthOn(day int) []Health {
	var out []Health
	open, opinion, owes := b.oldTickets(day), b.opinions(day), b.pastDue(day)
	for _, u := range b.usageOn(day) {
		values := map[string]*float64{"usage_trend": u.Trend, "seat_utilisation": u.SeatUtilisation, "nps": opinion[u.CustomerID]}
		tickets, debt := float64(open[u.CustomerID]), float64(owes[u.CustomerID])
		values["open_tickets_over_7_days"], values["days_past_due"] = &tickets, &debt
		out = append(out, judge(u.CustomerID, day, values))
	}
	return out
}

func judge(customer string, day int, values map[string]*float64) Health {
	h := Health{AsOf: date(day), CustomerID: customer}
	points, all := 0.0, 0.0
	for _, m := range profile() {
		in := HealthInput{Measure: m.measure, Value: values[m.measure], Weight: m.weight}
		all += m.weight
		if in.Value != nil {
			s := 100 * math.Min(1, math.Max(0, (*in.Value-m.worst)/(m.best-m.worst)))
			in.Score = &s
			points += s * m.weight
			h.Coverage += m.weight
		}
		h.Inputs = append(h.Inputs, in)
	}
	score := points / h.Coverage
	h.Coverage /= all
	if *values["days_past_due"] > graceDays {
		h.Gate = "payment_overdue"
		score = math.Min(score, 49)
	}
	if h.Coverage < 0.5-1e-9 {
		h.Band = "grey"
		return h
	}
	h.Score = &score
	switch {
	case score >= 75:
		h.Band = "green"
	case score >= 50:
		h.Band = "yellow"
	default:
		h.Band = "red"
	}
	return h
}

// oldTickets counts each customer's tickets that were open for more than seven days.
func (b *Book) oldTickets(day int) map[string]int {
	out := map[string]int{}
	for _, t := range b.tickets() {
		f := b.facts(t)
		if f.customer != nil && f.created < day-7 && f.solved > day {
			out[f.customer.CustomerID]++
		}
	}
	return out
}

// opinions is the mean of each customer's newest answers of half a year:
// promoters 100, passives 50, detractors 0.
func (b *Book) opinions(day int) map[string]*float64 {
	sum, n := map[string]float64{}, map[string]float64{}
	inside := b.answers()
	kept := inside[:0]
	for _, r := range inside {
		if d := b.day(r.Submitted); d <= day && d >= day-180 {
			kept = append(kept, r)
		}
	}
	for _, r := range newest(kept) {
		c := b.of[r.Account]
		if c == nil {
			continue
		}
		n[c.CustomerID]++
		switch {
		case r.Score >= 9:
			sum[c.CustomerID] += 100
		case r.Score >= 7:
			sum[c.CustomerID] += 50
		}
	}
	out := map[string]*float64{}
	for id := range n {
		mean := sum[id] / n[id]
		out[id] = &mean
	}
	return out
}

// pastDue is how many days each customer's oldest open invoice is late.
func (b *Book) pastDue(day int) map[string]int {
	out := map[string]int{}
	for _, c := range b.customers {
		for _, s := range c.account.Subs {
			for _, inv := range s.Invoices {
				open := b.known(inv.Finalized) && b.day(inv.Created) <= day && !b.known(inv.Voided) && !b.known(inv.Uncollected) && inv.AmountDue() > 0
				if open && (!b.known(inv.Paid) || b.day(inv.Paid) > day) {
					out[c.CustomerID] = max(out[c.CustomerID], day-b.due(inv))
				}
			}
		}
	}
	return out
}
