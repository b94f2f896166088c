package reports

import (
	"context"
	"database/sql"
)

// A risk asks for a decision when it is new this week or when the customer's
// renewal is near or past. The newest alert speaks for the customer.
const decisionsSQL = `
WITH day AS (SELECT CAST(? AS DATE) AS as_of),
risk AS (
  SELECT a.customer_id, a.since, a.reason, a.action, a.owner,
         row_number() OVER (PARTITION BY a.customer_id ORDER BY a.since DESC, a.rule) AS newest,
         count(*) OVER (PARTITION BY a.customer_id) AS signals
  FROM marts.alerts a JOIN day d ON a.as_of = d.as_of
  WHERE a.kind = 'risk' AND a.state <> 'closed'
),
term AS (
  SELECT n.customer_id, n.renewal_date, n.days, n.state,
         row_number() OVER (PARTITION BY n.customer_id ORDER BY n.renewal_date) AS first
  FROM marts.renewals n JOIN day d ON n.as_of = d.as_of
  WHERE n.state <> 'renewed'
)
SELECT r.customer_id, coalesce(c.name, r.customer_id), coalesce(r.owner, c.owner, ''),
       CAST(coalesce(c.mrr, 0) AS DOUBLE), n.renewal_date, CAST(coalesce(n.days, 0) AS BIGINT), coalesce(n.state, ''),
       r.since, coalesce(r.reason, ''), coalesce(r.action, ''), CAST(r.signals - 1 AS BIGINT),
       n.renewal_date IS NOT NULL OR r.since > d.as_of - INTERVAL 7 DAY
FROM risk r
CROSS JOIN day d
LEFT JOIN marts.customers c ON c.customer_id = r.customer_id
LEFT JOIN term n ON n.customer_id = r.customer_id AND n.first = 1
WHERE r.newest = 1
ORDER BY c.mrr DESC NULLS LAST, r.customer_id`

func (r digestReader) decisions(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, decisionsSQL, func(rows *sql.Rows) error {
		var v Decision
		var renewal, since sql.NullTime
		var urgent bool
		err := rows.Scan(&v.CustomerID, &v.Customer, &v.Owner, &v.MRR, &renewal, &v.Days, &v.State,
			&since, &v.Reason, &v.Action, &v.MoreSignals, &urgent)
		if err != nil {
			return err
		}
		d.OpenRisks++
		if urgent {
			v.Renewal, v.Since = renewal.Time, since.Time
			d.Decisions = append(d.Decisions, v)
		}
		return nil
	})
}

// A mover changed between the coloured bands; a customer that gained or lost
// its score moved in coverage, not in health. The driver is the measure that
// costs most of the score on the way down and earns most of it on the way up.
const moversSQL = `
WITH moved AS (
  SELECT h.as_of, h.customer_id, h.band, h.previous_band, h.score, h.previous_score, h.gate,
         CASE h.band WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END
         > CASE h.previous_band WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END AS better
  FROM marts.health h
  WHERE h.as_of = CAST(? AS DATE) AND h.band <> h.previous_band
    AND h.band IN ('red', 'yellow', 'green') AND h.previous_band IN ('red', 'yellow', 'green')
),
drivers AS (
  SELECT i.customer_id, i.measure, i.value,
         row_number() OVER (PARTITION BY i.customer_id ORDER BY
           CASE WHEN m.better THEN i.weight * i.score ELSE i.weight * (100 - i.score) END DESC, i.measure) AS place
  FROM marts.health_inputs i
  JOIN moved m ON m.customer_id = i.customer_id AND m.as_of = i.as_of
  WHERE i.score IS NOT NULL
),
advice AS (
  SELECT a.customer_id, a.action,
         row_number() OVER (PARTITION BY a.customer_id ORDER BY a.since DESC, a.rule) AS newest
  FROM marts.alerts a
  JOIN moved m ON m.customer_id = a.customer_id AND m.as_of = a.as_of
  WHERE a.kind = 'risk' AND a.state <> 'closed'
)
SELECT m.better, m.customer_id, coalesce(c.name, m.customer_id), coalesce(c.owner, ''),
       CAST(coalesce(c.mrr, 0) AS DOUBLE), m.previous_band, m.band, CAST(m.score AS DOUBLE), CAST(m.previous_score AS DOUBLE),
       coalesce(m.gate, ''), coalesce(i.measure, ''), CAST(i.value AS DOUBLE), coalesce(a.action, '')
FROM moved m
LEFT JOIN marts.customers c ON c.customer_id = m.customer_id
LEFT JOIN drivers i ON i.customer_id = m.customer_id AND i.place = 1
LEFT JOIN advice a ON a.customer_id = m.customer_id AND a.newest = 1 AND NOT m.better
ORDER BY c.mrr DESC NULLS LAST, m.customer_id`

func (r digestReader) movers(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, moversSQL, func(rows *sql.Rows) error {
		var v Mover
		var better bool
		var score, previous, value sql.NullFloat64
		err := rows.Scan(&better, &v.CustomerID, &v.Customer, &v.Owner, &v.MRR, &v.From, &v.To,
			&score, &previous, &v.Gate, &v.Driver.Measure, &value, &v.Action)
		if err != nil {
			return err
		}
		v.Score, v.PreviousScore, v.Driver.Value = optional(score), optional(previous), optional(value)
		if better {
			d.Better = append(d.Better, v)
		} else {
			d.Worse = append(d.Worse, v)
		}
		return nil
	})
}

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

// The goal cited is the customer's open goal that is due first.
const expansionSQL = `
WITH ripe AS (
  SELECT a.customer_id, a.reason, a.action, a.owner,
         row_number() OVER (PARTITION BY a.customer_id ORDER BY a.since DESC, a.rule) AS newest
  FROM marts.alerts a
  WHERE a.as_of = CAST(? AS DATE) AND a.kind = 'expansion' AND a.state <> 'closed'
),
aims AS (
  SELECT g.customer_id, g.title,
         row_number() OVER (PARTITION BY g.customer_id ORDER BY g.due_on NULLS LAST, g.goal_id) AS first
  FROM core.goals g
  WHERE coalesce(g.status, '') NOT IN ('dropped', 'cancelled', 'missed')
)
SELECT r.customer_id, coalesce(c.name, r.customer_id), coalesce(r.owner, c.owner, ''),
       CAST(coalesce(c.mrr, 0) AS DOUBLE), coalesce(r.reason, ''), coalesce(r.action, ''), coalesce(g.title, '')
FROM ripe r
LEFT JOIN marts.customers c ON c.customer_id = r.customer_id
LEFT JOIN aims g ON g.customer_id = r.customer_id AND g.first = 1
WHERE r.newest = 1
ORDER BY c.mrr DESC NULLS LAST, r.customer_id`

func (r digestReader) expansion(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, expansionSQL, func(rows *sql.Rows) error {
		var v Expansion
		err := rows.Scan(&v.CustomerID, &v.Customer, &v.Owner, &v.MRR, &v.Reason, &v.Action, &v.Goal)
		if err != nil {
			return err
		}
		d.Expansion = append(d.Expansion, v)
		return nil
	})
}
