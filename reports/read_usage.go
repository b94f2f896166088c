package reports

import (
	"context"
	"database/sql"
	"sort"
)

// history is what is kept of a customer while reading but not printed.
type history struct {
	peakBefore  Number // most people active in a week before the quarter's weeks
	weeksBefore int
	nps         [3]int // promoters, passives, detractors of the quarter
	npsBefore   [3]int // and of the one before
	features    []Feature
	agreements  []ValueLine
}

// DepthDays is how many days back people are counted as active.
const DepthDays = 28

// readWeeks fills the quarter's weeks, the 13 before, and the same a year ago.
// A week before the customer's first event is not in the mart: it stays
// missing, for zero people and no tracking are two facts.
func (b *batch) readWeeks(ctx context.Context) error {
	f := b.frame
	before, year := f.firstWeek.AddDate(0, 0, -7*quarterWeeks), f.firstWeek.AddDate(0, 0, yearBack)
	return b.each(ctx, `
SELECT customer_id, week_start, active_users, events, active_days
FROM marts.customer_usage_weekly
WHERE customer_id IN `+idList+` AND (week_start BETWEEN ? AND ? OR week_start BETWEEN ? AND ?)
ORDER BY customer_id, week_start`, func(rows *sql.Rows) error {
		var id string
		var w Week
		if err := rows.Scan(&id, dayOf{&w.Start}, figure{&w.Active}, figure{&w.Events}, figure{&w.Days}); err != nil {
			return err
		}
		b.citeWeek(id, &w)
		q := b.byID[id]
		if q.Usage == nil {
			q.Usage = &Usage{Weeks: blankWeeks(f.firstWeek), Before: blankWeeks(before), LastYear: blankWeeks(year)}
		}
		for _, window := range [][]Week{q.Usage.Weeks, q.Usage.Before, q.Usage.LastYear} {
			if i := weekIndex(w.Start, window[0].Start); i >= 0 {
				window[i] = w
			}
		}
		return nil
	}, b.ids, before, f.lastWeek, year, f.lastWeek.AddDate(0, 0, yearBack))
}

// citeWeek says where the figures of a week come from.
func (b *batch) citeWeek(customer string, w *Week) {
	cite := func(n *Number, what, metric, column string) {
		query := cell(column, "marts.customer_usage_weekly", customer, "week_start = "+date(w.Start))
		*n = n.Cited(b.published.of(Say("receipt."+what, Args{"week": w.Start}), metric, "week", w.Start, customer, query))
	}
	cite(&w.Active, "active", "weekly_active_users", "active_users")
	cite(&w.Events, "actions", "usage_actions", "events")
	cite(&w.Days, "days", "", "active_days")
}

func (b *batch) readPeaks(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, max(active_users), count(*)
FROM marts.customer_usage_weekly
WHERE customer_id IN `+idList+` AND week_start < ?
GROUP BY customer_id`, func(rows *sql.Rows) error {
		var id string
		var peak Number
		var weeks int
		if err := rows.Scan(&id, figure{&peak}, &weeks); err != nil {
			return err
		}
		b.history[id].peakBefore, b.history[id].weeksBefore = peak, weeks
		return nil
	}, b.ids, b.frame.firstWeek)
}

// readFeatures takes uses by feature in the quarter's own weeks and in those
// before. Customers whose activity is not tracked have none, since for them "not
// used" would be a claim; nor has a quarter the mart does not reach back to.
func (b *batch) readFeatures(ctx context.Context) error {
	if !b.frame.hasFeatures() {
		return nil
	}
	if err := b.readPlanned(ctx); err != nil {
		return err
	}
	err := b.each(ctx, `
SELECT customer_id, feature, active_users, uses, previous_uses
FROM marts.customer_feature_quarters
WHERE customer_id IN `+idList+` AND first_week = ? AND last_week = ?`, func(rows *sql.Rows) error {
		var id string
		var item Feature
		if err := rows.Scan(&id, text{&item.Name}, figure{&item.ActiveUsers}, figure{&item.Uses}, figure{&item.Previous}); err != nil {
			return err
		}
		b.history[id].count(item)
		return nil
	}, b.ids, b.frame.firstWeek, b.frame.lastWeek)
	for id, q := range b.byID {
		b.setFeatures(q, b.history[id].features)
	}
	return err
}

// readPlanned takes which features the customer's plan holds.
func (b *batch) readPlanned(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, feature, in_plan FROM marts.customer_features
WHERE customer_id IN `+idList, func(rows *sql.Rows) error {
		var id string
		item := Feature{ActiveUsers: Num(0), Uses: Num(0), Previous: Num(0)}
		if err := rows.Scan(&id, text{&item.Name}, &item.InPlan); err != nil {
			return err
		}
		b.history[id].features = append(b.history[id].features, item)
		return nil
	}, b.ids)
}

// count puts the uses of a feature beside what is known of it.
func (h *history) count(used Feature) {
	for i := range h.features {
		if h.features[i].Name == used.Name {
			used.InPlan = h.features[i].InPlan
			h.features[i] = used
			return
		}
	}
	h.features = append(h.features, used)
}

// setFeatures orders a customer's features by use. What was before the first
// tracked week is unknown, not zero.
func (b *batch) setFeatures(q *QBR, items []Feature) {
	if q.Usage == nil || len(items) == 0 {
		return
	}
	if KnownWeeks(q.Usage.Before) < quarterWeeks {
		for i := range items {
			items[i].Previous = Number{}
		}
	}
	sort.Slice(items, func(i, j int) bool {
		a, b := items[i], items[j]
		if a.ActiveUsers.V != b.ActiveUsers.V {
			return a.ActiveUsers.V > b.ActiveUsers.V
		}
		if a.Uses.V != b.Uses.V {
			return a.Uses.V > b.Uses.V
		}
		return a.Name < b.Name
	})
	for i := range items {
		b.citeFeature(q.Customer.ID, &items[i])
	}
	q.Features = &Features{From: b.frame.firstWeek, To: b.frame.lastWeek.AddDate(0, 0, 6), Items: items}
}

// citeFeature says where the uses of a feature come from.
func (b *batch) citeFeature(customer string, f *Feature) {
	from, to := b.frame.firstWeek, b.frame.lastWeek
	set := func(n *Number, what, column string, back int) {
		where := "feature = " + quote(f.Name) + " AND first_week = " + date(from) + " AND last_week = " + date(to)
		*n = n.Cited(Receipt{What: Say("receipt."+what, Args{"feature": f.Name, "from": from.AddDate(0, 0, back), "to": to.AddDate(0, 0, back+6)}),
			SQL: cell("coalesce(max("+column+"), 0)", "marts.customer_feature_quarters", customer, where)})
	}
	set(&f.ActiveUsers, "feature_people", "active_users", 0)
	set(&f.Uses, "feature_uses", "uses", 0)
	set(&f.Previous, "feature_uses", "previous_uses", -7*quarterWeeks)
}

func (b *batch) readSeats(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, mau, seats, login_frequency FROM marts.usage WHERE customer_id IN `+idList, func(rows *sql.Rows) error {
		var id string
		var s Seats
		var days Number
		if err := rows.Scan(&id, figure{&s.Active}, figure{&s.Bought}, figure{&days}); err != nil {
			return err
		}
		s.Active = s.Active.Cited(b.published.of(Say("receipt.mau", Args{"day": b.asOf}), "mau", "day", b.asOf, id, cell("mau", "marts.usage", id, "")))
		s.Bought = s.Bought.Cited(Receipt{What: Say("receipt.seats", nil), SQL: cell("seats", "marts.usage", id, "")})
		if u := b.byID[id].Usage; u != nil {
			b.cite(&days, Say("receipt.days_each", Args{"day": b.asOf}), "login_frequency", "day", b.asOf, id, cell("login_frequency", "marts.usage", id, ""))
			u.DaysEach = days
		}
		if s.Active.OK() && s.Bought.OK() && s.Bought.V > 0 {
			b.byID[id].Seats = &s
		}
		return nil
	}, b.ids)
}
