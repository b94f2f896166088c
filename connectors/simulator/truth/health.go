package truth

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
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
	measure     string
	worst, best float64
}

// sides are the dimensions of the default profile; the measures of one weigh alike.
func sides() []side {
	return []side{
		{0.5, []anchors{{"usage_trend", -0.5, 0.1}, {"seat_utilisation", 0.2, 0.8}}},
		{0.15, []anchors{{"open_tickets_over_7_days", 3, 0}}},
		{0.2, []anchors{{"nps", 0, 100}}},
		{0.15, []anchors{{"days_past_due", 30, 0}}},
	}
}

type side struct {
	weight   float64
	measures []anchors
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
	open, urgent := b.oldTickets(day)
	opinion, owes, notice, felt := b.opinions(day), b.pastDue(day), b.notices(day), b.pulses(day)
	for _, u := range b.usageOn(day) {
		values := map[string]*float64{"usage_trend": u.Trend, "seat_utilisation": u.SeatUtilisation, "nps": opinion[u.CustomerID]}
		tickets, debt, oldest := float64(open[u.CustomerID]), float64(owes[u.CustomerID]), float64(urgent[u.CustomerID])
		values["open_tickets_over_7_days"], values["days_past_due"], values["oldest_urgent_ticket_days"] = &tickets, &debt, &oldest
		if leaving := notice[u.CustomerID]; leaving {
			values["notice_given"] = new(float64)
		}
		h := judge(u.CustomerID, day, values, felt[u.CustomerID])
		out = append(out, h)
	}
	return out
}

// judge scores known values. Notice is given where values has notice_given at all;
// felt is the team's pulse, nil for none.
func judge(customer string, day int, values map[string]*float64, felt *pulse) Health {
	h := Health{AsOf: date(day), CustomerID: customer}
	points, present, all := 0.0, 0.0, 0.0
	for _, dimension := range sides() {
		sum, known := 0.0, 0.0
		for _, m := range dimension.measures {
			in := HealthInput{Measure: m.measure, Value: values[m.measure], Weight: dimension.weight / float64(len(dimension.measures))}
			if in.Value != nil {
				s := 100 * math.Min(1, math.Max(0, (*in.Value-m.worst)/(m.best-m.worst)))
				in.Score = &s
				sum += s
				known++
			}
			h.Inputs = append(h.Inputs, in)
		}
		all += dimension.weight
		h.Coverage += dimension.weight * known / float64(len(dimension.measures))
		if known > 0 {
			points += dimension.weight * sum / known
			present += dimension.weight
		}
	}
	h.Coverage /= all
	score, limit := points/present, 100.0
	if felt != nil {
		in := HealthInput{Measure: "pulse", Value: &felt.value, Weight: 0.2 * math.Max(0, 1-float64(day-felt.day)/90)}
		if s := 25 * (felt.value - 1); in.Weight > 0 {
			in.Score = &s
			score = (1-in.Weight)*score + in.Weight*s
		}
		h.Inputs = append(h.Inputs, in)
	}
	switch {
	case values["notice_given"] != nil:
		h.Gate, limit = "notice_given", 49
	case values["days_past_due"] != nil && *values["days_past_due"] > graceDays:
		h.Gate, limit = "days_past_due", 49
	case values["oldest_urgent_ticket_days"] != nil && *values["oldest_urgent_ticket_days"] > 14:
		h.Gate, limit = "oldest_urgent_ticket_days", 74
	}
	score = math.Min(score, limit)
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

// pulse is what the team noted of a customer, from 1 to 5, and when.
type pulse struct {
	day   int
	note  string
	value float64
}

// pulses are the newest of each customer.
func (b *Book) pulses(day int) map[string]*pulse {
	out := map[string]*pulse{}
	files := b.world.TeamFiles(b.set.Now, func(id string) string { return id })
	rows, _ := csv.NewReader(bytes.NewReader(files["notes"])).ReadAll() // what the simulator wrote itself
	for _, row := range rows[1:] {
		index, err := strconv.Atoi(strings.Split(row[0], "-")[1])
		written, when := time.Parse(time.DateOnly, row[3])
		value, what := strconv.ParseFloat(row[6], 64)
		if err != nil || when != nil || what != nil || row[4] != "pulse" {
			continue
		}
		c := b.of[b.world.Accounts[index]]
		one := pulse{day: dayOf(written), note: row[0], value: value}
		if c == nil || one.day > day {
			continue
		}
		if last := out[c.CustomerID]; last == nil || last.day < one.day || last.day == one.day && last.note < one.note {
			out[c.CustomerID] = &one
		}
	}
	return out
}

// notices are the customers of half of whose MRR or more the end was announced.
func (b *Book) notices(day int) map[string]bool {
	out := map[string]bool{}
	for _, c := range b.customers {
		var all, leaving Micros
		for _, s := range c.on(day) {
			mrr := b.inReporting(s.mrr, s.sub.Currency, monthOf(day))
			all += mrr
			if b.known(s.sub.CancelAsked) && b.day(s.sub.CancelAsked) <= day {
				leaving += mrr
			}
		}
		out[c.CustomerID] = all > 0 && 2*leaving >= all
	}
	return out
}

// oldTickets counts each customer's tickets that were open for more than seven
// days, and finds how old its oldest open urgent one is.
func (b *Book) oldTickets(day int) (old, urgent map[string]int) {
	old, urgent = map[string]int{}, map[string]int{}
	for _, t := range b.tickets() {
		f := b.facts(t)
		if f.customer == nil || f.created > day || f.solved <= day {
			continue
		}
		if f.created < day-7 {
			old[f.customer.CustomerID]++
		}
		if b.priority(t) == "urgent" {
			urgent[f.customer.CustomerID] = max(urgent[f.customer.CustomerID], day-f.created)
		}
	}
	return old, urgent
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
