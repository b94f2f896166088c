package reports

import (
	"context"
	"database/sql"
)

// readTerms fills the contract of customers whose reviews may show it: when the term
// began, when it ends and by when notice is due.
func (b *batch) readTerms(ctx context.Context) error {
	err := b.each(ctx, `
SELECT c.customer_id, c.renewal_date, c.seats, min(p.start_date), min(n.notice_days), max(t.term_months)
FROM marts.customers c
LEFT JOIN core.subscription_periods p ON p.customer_id = c.customer_id AND p.renewal_date = c.renewal_date
LEFT JOIN core.notice_periods n ON n.customer_id = c.customer_id
LEFT JOIN core.subscriptions t ON t.customer_id = c.customer_id AND t.renewal_date = c.renewal_date
WHERE c.customer_id IN `+idList+` AND c.renewal_date IS NOT NULL
GROUP BY c.customer_id, c.renewal_date, c.seats`, func(rows *sql.Rows) error {
		var id string
		var t Term
		if err := rows.Scan(&id, dayOf{&t.RenewalOn}, figure{&t.Seats}, dayOf{&t.Began}, figure{&t.NoticeDays}, figure{&t.Months}); err != nil {
			return err
		}
		if b.commercial(id) {
			b.citeTerm(id, &t)
			b.byID[id].Term = &t
		}
		return nil
	}, b.ids)
	return firstError(err, b.readSeatWeeks(ctx))
}

// citeTerm says where the figures of a contract come from, and reckons the last day
// for notice.
func (b *batch) citeTerm(id string, t *Term) {
	t.Seats = t.Seats.Cited(Receipt{What: Say("receipt.seats", nil), SQL: cell("seats", "marts.customers", id, "")})
	t.Months = t.Months.Cited(Receipt{What: Say("receipt.term_months", nil),
		SQL: cell("max(term_months)", "core.subscriptions", id, "renewal_date = "+date(t.RenewalOn))})
	t.NoticeDays = t.NoticeDays.Cited(Receipt{What: Say("receipt.notice_days", nil), SQL: cell("min(notice_days)", "core.notice_periods", id, "")})
	t.DaysLeft = Num(t.RenewalOn.Sub(b.asOf).Hours() / 24).Cited(Receipt{What: Say("receipt.days_left", Args{"day": b.asOf}),
		SQL: cell("days_between("+date(b.asOf)+", renewal_date)", "marts.customers", id, "")})
	if t.NoticeDays.OK() {
		t.NoticeOn = t.RenewalOn.AddDate(0, 0, -int(t.NoticeDays.V))
	}
}

// readSeatWeeks takes the seats at the end of each of the quarter's weeks.
func (b *batch) readSeatWeeks(ctx context.Context) error {
	return b.each(ctx, `
SELECT p.customer_id, CAST(w.week AS DATE), sum(p.seats)
FROM core.subscription_periods p
CROSS JOIN UNNEST(generate_series(CAST(? AS DATE), CAST(? AS DATE), INTERVAL 7 DAY)) AS w(week)
WHERE p.customer_id IN `+idList+` AND p.seats IS NOT NULL AND p.kind IN ('paid', 'past_due')
  AND p.start_date <= CAST(w.week AS DATE) + 6 AND (p.end_date IS NULL OR p.end_date > CAST(w.week AS DATE) + 6)
GROUP BY p.customer_id, w.week
ORDER BY p.customer_id, w.week`, func(rows *sql.Rows) error {
		var id string
		var w SeatWeek
		var seats float64
		if err := rows.Scan(&id, dayOf{&w.Start}, &seats); err != nil {
			return err
		}
		if t := b.byID[id].Term; t != nil {
			w.Seats = seatsOn(id, w.Start.AddDate(0, 0, 6), seats)
			t.Weeks = append(t.Weeks, w)
		}
		return nil
	}, b.frame.firstWeek, b.frame.lastWeek, b.ids)
}
