package reports

import (
	"context"
	"database/sql"
	"time"
)

// history is what is kept of a customer while reading but not printed.
type history struct {
	peakBefore  Number // most people active in a week before the quarter's weeks
	weeksBefore int
	nps         [3]int // promoters, passives, detractors of the quarter
	npsBefore   [3]int // and of the one before
}

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

const featureDays = 90

// readFeatures takes the features of customers whose activity is tracked: where
// it is not, "not used" would be a claim.
func (b *batch) readFeatures(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, feature, in_plan, active_users, uses, previous_uses, as_of
FROM marts.customer_features
WHERE customer_id IN `+idList+`
ORDER BY customer_id, active_users DESC, uses DESC, feature`, func(rows *sql.Rows) error {
		var id string
		var item Feature
		var asOf time.Time
		if err := rows.Scan(&id, text{&item.Name}, &item.InPlan, figure{&item.ActiveUsers}, figure{&item.Uses}, figure{&item.Previous}, dayOf{&asOf}); err != nil {
			return err
		}
		q := b.byID[id]
		if q.Usage == nil {
			return nil
		}
		if q.Features == nil {
			q.Features = &Features{From: asOf.AddDate(0, 0, 1-featureDays), To: asOf}
		}
		q.Features.Items = append(q.Features.Items, item)
		return nil
	}, b.ids)
}

func (b *batch) readSeats(ctx context.Context) error {
	return b.each(ctx, `
SELECT customer_id, mau, seats FROM marts.usage WHERE customer_id IN `+idList, func(rows *sql.Rows) error {
		var id string
		var s Seats
		if err := rows.Scan(&id, figure{&s.Active}, figure{&s.Bought}); err != nil {
			return err
		}
		if s.Active.OK() && s.Bought.OK() && s.Bought.V > 0 {
			b.byID[id].Seats = &s
		}
		return nil
	}, b.ids)
}
