package reports

import (
	"context"
	"database/sql"
	"sort"
	"strings"
	"time"
)

// momentLimit keeps the timeline readable; major events go first.
const momentLimit = 9

// peakFrom is how many weeks must lie behind before a week can be called the
// busiest so far.
const peakFrom = 26

// readMoments collects the dated events of the quarter.
func (b *batch) readMoments(ctx context.Context) error {
	for _, q := range b.byID {
		b.agreedMoments(q)
		b.peakMoment(q)
		b.tenureMoment(q)
	}
	return firstError(b.readSeatChanges(ctx), b.readPlanChanges(ctx))
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) agreedMoments(q *QBR) {
	for _, c := range q.Promises {
		if c.Status == Done && b.frame.period.Contains(c.DueOn) {
			q.Moments = append(q.Moments, Moment{On: c.DueOn, Side: c.Side, What: Say("moments.done", Args{"text": c.Text})})
		}
	}
	for _, g := range q.Goals {
		if g.Status == GoalReached && b.frame.period.Contains(g.DueOn) {
			q.Moments = append(q.Moments, Moment{On: g.DueOn, Side: Us, Big: true, What: Say("moments.goal", Args{"text": g.Title})})
		}
	}
}

func (b *batch) peakMoment(q *QBR) {
	h := b.history[q.Customer.ID]
	if q.Usage == nil || h.weeksBefore < peakFrom || !h.peakBefore.OK() {
		return
	}
	var peak Week
	for _, w := range q.Usage.Weeks {
		if w.Active.OK() && w.Active.V > peak.Active.V {
			peak = w
		}
	}
	if peak.Active.V > h.peakBefore.V && b.frame.period.Contains(peak.Start) {
		q.Moments = append(q.Moments, Moment{On: peak.Start, Side: Us, What: Say("moments.peak", Args{"n": peak.Active.Count()})})
	}
}

func (b *batch) tenureMoment(q *QBR) {
	since, p := q.Customer.Since, b.frame.period
	if since.IsZero() {
		return
	}
	if p.Contains(since) {
		q.Moments = append(q.Moments, Moment{On: since, Side: Us, Big: true, What: Say("moments.start", nil)})
		return
	}
	for day := p.Start; day.Before(p.End); day = day.AddDate(0, 0, 1) {
		if day.Month() == since.Month() && day.Day() == since.Day() && day.Year() > since.Year() {
			years := Num(float64(day.Year() - since.Year())).Cited(Receipt{What: Say("receipt.years", Args{"day": day}),
				SQL: cell("year("+date(day)+") - year(first_paid_on)", "marts.customers", q.Customer.ID, "")})
			q.Moments = append(q.Moments, Moment{On: day, Side: Us, What: Say("moments.anniversary", Args{"n": years.Count()})})
		}
	}
}

// readSeatChanges finds the days on which the sum of seats changed.
func (b *batch) readSeatChanges(ctx context.Context) error {
	type change struct {
		on time.Time
		by float64
	}
	before, changes := map[string]float64{}, map[string][]change{}
	p := b.frame.period
	err := b.each(ctx, `
SELECT customer_id, start_date, end_date, seats FROM core.subscription_periods
WHERE customer_id IN `+idList+` AND seats IS NOT NULL AND kind IN ('paid', 'past_due')
  AND start_date < ? AND (end_date IS NULL OR end_date > ?)
ORDER BY customer_id, start_date, subscription_id`, func(rows *sql.Rows) error {
		var id string
		var from, to time.Time
		var seats float64
		if err := rows.Scan(&id, dayOf{&from}, dayOf{&to}, &seats); err != nil {
			return err
		}
		if from.Before(p.Start) {
			before[id] += seats
		} else {
			changes[id] = append(changes[id], change{from, seats})
		}
		if !to.IsZero() && to.Before(p.End) {
			changes[id] = append(changes[id], change{to, -seats})
		}
		return nil
	}, b.ids, p.End, p.Start)
	for id, list := range changes {
		sort.SliceStable(list, func(i, j int) bool { return list[i].on.Before(list[j].on) })
		seats := before[id]
		for i := 0; i < len(list); {
			next, day := seats, list[i].on
			for ; i < len(list) && list[i].on.Equal(day); i++ {
				next += list[i].by
			}
			if seats > 0 && next > 0 && next != seats && !day.After(b.asOf) {
				q := b.byID[id]
				q.Moments = append(q.Moments, Moment{On: day, Side: Us, Big: true, What: Say("moments.seats", Args{
					"from": seatsOn(id, day.AddDate(0, 0, -1), seats).Count(), "to": seatsOn(id, day, next).Count()})})
			}
			seats = next
		}
	}
	return err
}

// seatsOn are the seats of a customer's subscriptions at the end of a day.
func seatsOn(customer string, day time.Time, seats float64) Number {
	return Num(seats).Cited(Receipt{What: Say("receipt.seats_on", Args{"day": day}), SQL: cell("sum(seats)", "core.subscription_periods", customer,
		"kind IN ('paid', 'past_due') AND start_date <= "+date(day)+" AND (end_date IS NULL OR end_date > "+date(day)+")")})
}

func (b *batch) readPlanChanges(ctx context.Context) error {
	p := b.frame.period
	return b.each(ctx, `
SELECT n.customer_id, n.valid_from, o.value, n.value
FROM core.customer_attributes n
JOIN core.customer_attributes o
  ON o.customer_id = n.customer_id AND o.attribute = n.attribute AND o.valid_to = n.valid_from
WHERE n.attribute = 'plan' AND n.customer_id IN `+idList+` AND n.valid_from >= ? AND n.valid_from < ?
  AND o.value IS NOT NULL AND n.value IS NOT NULL AND o.value <> n.value
ORDER BY n.customer_id, n.valid_from`, func(rows *sql.Rows) error {
		var id, from, to string
		var on time.Time
		if err := rows.Scan(&id, dayOf{&on}, text{&from}, text{&to}); err != nil {
			return err
		}
		q := b.byID[id]
		q.Moments = append(q.Moments, Moment{On: on, Side: Us, Big: true, What: Say("moments.plan", Args{"from": from, "to": to})})
		return nil
	}, b.ids, p.Start, p.End)
}

// orderMoments keeps the most telling events, in the order of time.
func orderMoments(all []Moment) []Moment {
	key := func(m Moment) string {
		text, _ := m.What.Args["text"].(string)
		return strings.Join([]string{m.On.Format(time.DateOnly), m.What.Key, text}, "\x00")
	}
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].Big != all[j].Big {
			return all[i].Big
		}
		return key(all[i]) < key(all[j])
	})
	all = all[:min(len(all), momentLimit)]
	sort.SliceStable(all, func(i, j int) bool { return key(all[i]) < key(all[j]) })
	return all
}
