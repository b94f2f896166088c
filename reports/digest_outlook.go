package reports

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// Notice given and already renewed are settled, so they are lines of their own
// and not part of their health band.
const renewalsSQL = `
SELECT CASE WHEN state = 'due' THEN coalesce(band, 'grey') ELSE state END AS line,
       CAST(count(DISTINCT customer_id) AS BIGINT), CAST(coalesce(sum(arr), 0) AS DOUBLE), CAST(coalesce(sum(forecast), 0) AS DOUBLE)
FROM marts.renewals
WHERE as_of = CAST(? AS DATE)
GROUP BY 1
ORDER BY CASE line WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 WHEN 'grey' THEN 4 WHEN 'notice' THEN 5 ELSE 6 END, line`

func (r digestReader) renewals(ctx context.Context, d *Digest) error {
	d.Renewals.Late.Band, d.Renewals.Total.Band = "late", "total"
	return r.eachToday(ctx, renewalsSQL, func(rows *sql.Rows) error {
		var b RenewalBand
		if err := rows.Scan(&b.Band, &b.Customers, &b.ARR, &b.Forecast); err != nil {
			return err
		}
		if b.Band == "late" {
			d.Renewals.Late = b
			return nil
		}
		d.Renewals.Bands = append(d.Renewals.Bands, b)
		total := &d.Renewals.Total
		total.Customers, total.ARR, total.Forecast = total.Customers+b.Customers, total.ARR+b.ARR, total.Forecast+b.Forecast
		return nil
	})
}

// expansionSQL: seats at 90 % leave room for the first weeks of new users and no more.
func expansionSQL() string {
	over := slices.Concat(goalSpellings(GoalReached), goalSpellings(GoalMissed), goalSpellings(GoalDropped))
	return `
WITH day AS (SELECT CAST(? AS DATE) AS as_of),
aims AS (
  SELECT g.customer_id, g.title,
         row_number() OVER (PARTITION BY g.customer_id ORDER BY g.due_on NULLS LAST, g.goal_id) AS place
  FROM core.goals g
  WHERE replace(replace(lower(trim(coalesce(g.status, ''))), ' ', '_'), '-', '_') NOT IN ('` + strings.Join(over, "', '") + `')
)
SELECT u.customer_id, coalesce(c.name, u.customer_id), coalesce(c.owner, ''), CAST(coalesce(c.mrr, 0) AS DOUBLE),
       CAST(coalesce(u.seats, 0) AS BIGINT), CAST(u.seat_utilisation AS DOUBLE), CAST(u.trend AS DOUBLE), coalesce(g.title, '')
FROM marts.usage u
JOIN day d ON u.as_of = d.as_of
JOIN marts.health h ON h.customer_id = u.customer_id AND h.as_of = d.as_of AND h.band = 'green'
LEFT JOIN marts.customers c ON c.customer_id = u.customer_id
LEFT JOIN aims g ON g.customer_id = u.customer_id AND g.place = 1
WHERE u.seat_utilisation >= 0.9 AND coalesce(u.trend, 0) >= 0
  AND NOT EXISTS (
    SELECT 1 FROM marts.renewals n WHERE n.customer_id = u.customer_id AND n.as_of = d.as_of AND n.state IN ('notice', 'late'))
ORDER BY c.mrr DESC NULLS LAST, u.customer_id`
}

func (r digestReader) expansion(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, expansionSQL(), func(rows *sql.Rows) error {
		var v Expansion
		var trend sql.NullFloat64
		if err := rows.Scan(&v.CustomerID, &v.Customer, &v.Owner, &v.MRR, &v.Seats, &v.SeatUse, &trend, &v.Goal); err != nil {
			return err
		}
		v.Trend = optional(trend)
		d.Expansion = append(d.Expansion, v)
		return nil
	})
}
