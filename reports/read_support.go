package reports

import (
	"context"
	"database/sql"
	"time"
)

// oldestShown is how many open tickets are named.
const oldestShown = 8

// slowFrom is the least number of times of which it is told how long nine of ten took.
const slowFrom = 10

// readSupport fills the service block of customers the helpdesk knows.
func (b *batch) readSupport(ctx context.Context) error {
	if err := b.readServed(ctx); err != nil {
		return err
	}
	for _, read := range []func(context.Context) error{b.readMonths, b.readTickets, b.readPriorities, b.readOldest, b.maskPeople} {
		if err := read(ctx); err != nil {
			return err
		}
	}
	for id, q := range b.byID {
		if q.Support != nil {
			b.citeSums(id, q.Support)
		}
	}
	return nil
}

// readServed finds whom the helpdesk knows: they have a ticket or an
// organization. For the others no ticket would not mean a count of zero.
func (b *batch) readServed(ctx context.Context) error {
	ids, err := b.strings(ctx, `
SELECT DISTINCT customer_id FROM (
  SELECT customer_id FROM marts.tickets
  UNION ALL
  SELECT customer_id FROM core.identity WHERE kind IN ('organization', 'user'))
WHERE customer_id IN `+idList, b.ids)
	for _, id := range ids {
		s := &Support{Created: Num(0), Solved: Num(0), PreviousCreated: Num(0), TargetMet: Num(0), TargetFrom: Num(0), OpenTickets: Num(0)}
		b.citeTickets(id, s)
		for i := range monthsShown {
			s.Months = append(s.Months, SupportMonth{Month: b.frame.firstMonth.AddDate(0, i, 0), Created: map[string]float64{}, Total: Num(0)})
		}
		for _, name := range PriorityOrder() {
			p := Priority{Name: name, Created: Num(0), Met: Num(0), From: Num(0)}
			if minutes, ok := b.targets[name]; ok {
				p.Target = citeTarget(minutes, name)
			}
			s.Priorities = append(s.Priorities, p)
		}
		b.byID[id].Support = s
	}
	return err
}

func (b *batch) readMonths(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, month, priority, created FROM marts.customer_support_monthly
WHERE customer_id IN `+idList+` AND month >= ? AND month < ?`, func(rows *sql.Rows) error {
		var id, priority string
		var month time.Time
		var created float64
		if err := rows.Scan(&id, dayOf{&month}, text{&priority}, &created); err != nil {
			return err
		}
		s := b.byID[id].Support
		for i := range s.Months {
			if s.Months[i].Month.Equal(month) {
				s.Months[i].Created[known(priority)] += created
				s.Months[i].Total.V += created
			}
		}
		return nil
	}, b.ids, b.frame.firstMonth, b.frame.period.End)
}

// known maps a priority nobody ranked to "none".
func known(priority string) string {
	for _, p := range PriorityOrder() {
		if p == priority {
			return p
		}
	}
	return "none"
}

// readTickets computes the quarter's medians from the tickets themselves: the
// median of months is not the median of the quarter.
func (b *batch) readTickets(ctx context.Context) error {
	p := b.frame.period
	return b.each(ctx, `
SELECT
  customer_id,
  count(*) FILTER (WHERE created_on >= ? AND created_on < ?),
  count(*) FILTER (WHERE created_on >= ? AND created_on < ?),
  count(*) FILTER (WHERE solved_on >= ? AND solved_on < ?),
  quantile_cont(first_reply_minutes, 0.5) FILTER (WHERE created_on >= ? AND created_on < ?),
  quantile_cont(first_reply_minutes, 0.5) FILTER (WHERE created_on >= ? AND created_on < ?),
  quantile_cont(full_resolution_minutes, 0.5) FILTER (WHERE solved_on >= ? AND solved_on < ?),
  quantile_cont(full_resolution_minutes, 0.5) FILTER (WHERE solved_on >= ? AND solved_on < ?),
  CASE WHEN count(first_reply_minutes) FILTER (WHERE created_on >= ? AND created_on < ?) >= ?
    THEN quantile_cont(first_reply_minutes, 0.9) FILTER (WHERE created_on >= ? AND created_on < ?) END,
  CASE WHEN count(full_resolution_minutes) FILTER (WHERE solved_on >= ? AND solved_on < ?) >= ?
    THEN quantile_cont(full_resolution_minutes, 0.9) FILTER (WHERE solved_on >= ? AND solved_on < ?) END,
  count(*) FILTER (WHERE state NOT IN ('solved', 'closed'))
FROM marts.tickets
WHERE customer_id IN `+idList+`
GROUP BY customer_id`, func(rows *sql.Rows) error {
		var id string
		var s Support
		if err := rows.Scan(&id, figure{&s.Created}, figure{&s.PreviousCreated}, figure{&s.Solved}, figure{&s.FirstReply},
			figure{&s.PreviousReply}, figure{&s.Resolution}, figure{&s.PreviousResolution}, figure{&s.ReplySlow}, figure{&s.ResolutionSlow}, figure{&s.OpenTickets}); err != nil {
			return err
		}
		b.citeTickets(id, &s)
		to := b.byID[id].Support
		to.Created, to.PreviousCreated, to.Solved = s.Created, s.PreviousCreated, s.Solved
		to.FirstReply, to.PreviousReply, to.OpenTickets = s.FirstReply, s.PreviousReply, s.OpenTickets
		to.Resolution, to.PreviousResolution = s.Resolution, s.PreviousResolution
		to.ReplySlow, to.ResolutionSlow = s.ReplySlow, s.ResolutionSlow
		return nil
	}, p.Start, p.End, p.Previous().Start, p.Start, p.Start, p.End,
		p.Start, p.End, p.Previous().Start, p.Start, p.Start, p.End, p.Previous().Start, p.Start,
		p.Start, p.End, slowFrom, p.Start, p.End, p.Start, p.End, slowFrom, p.Start, p.End, b.ids)
}

func (b *batch) readPriorities(ctx context.Context) error {
	p := b.frame.period
	return b.each(ctx, `
SELECT
  customer_id, priority, count(*), quantile_cont(first_reply_minutes, 0.5),
  CASE WHEN count(first_reply_minutes) >= ? THEN quantile_cont(first_reply_minutes, 0.9) END,
  count(*) FILTER (WHERE sla = 'met'), count(*) FILTER (WHERE sla IN ('met', 'breached'))
FROM marts.tickets
WHERE customer_id IN `+idList+` AND created_on >= ? AND created_on < ?
GROUP BY customer_id, priority
ORDER BY customer_id, priority`, func(rows *sql.Rows) error {
		var id, name string
		var x Priority
		if err := rows.Scan(&id, text{&name}, figure{&x.Created}, figure{&x.FirstReply}, figure{&x.ReplySlow}, figure{&x.Met}, figure{&x.From}); err != nil {
			return err
		}
		s := b.byID[id].Support
		for i := range s.Priorities {
			to := &s.Priorities[i]
			if to.Name != name {
				continue
			}
			to.Created, to.FirstReply, to.ReplySlow, to.Met, to.From = x.Created, x.FirstReply, x.ReplySlow, x.Met, x.From
		}
		s.TargetMet.V += x.Met.V
		s.TargetFrom.V += x.From.V
		return nil
	}, slowFrom, b.ids, p.Start, p.End)
}

func (b *batch) readOldest(ctx context.Context) error {
	return b.each(ctx, `
SELECT m.customer_id, m.ticket_id, t.subject, m.priority, m.created_on, m.state
FROM marts.tickets m
LEFT JOIN core.tickets t ON t.ticket_id = m.ticket_id
WHERE m.customer_id IN `+idList+` AND m.state NOT IN ('solved', 'closed')
ORDER BY m.customer_id, m.created_at, m.ticket_id`, func(rows *sql.Rows) error {
		var id string
		var t Ticket
		if err := rows.Scan(&id, &t.ID, text{&t.Subject}, text{&t.Priority}, dayOf{&t.Created}, text{&t.State}); err != nil {
			return err
		}
		t.Priority = known(t.Priority)
		s := b.byID[id].Support
		if len(s.Oldest) < oldestShown {
			s.Oldest = append(s.Oldest, t)
		}
		return nil
	}, b.ids)
}
