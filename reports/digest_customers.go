package reports

import (
	"context"
	"database/sql"
)

// The ranks order the signals by urgency; a customer is listed once, by its
// first. The thresholds of a renewal at risk are those of the renewal forecast.
const decisionsSQL = `
WITH day AS (SELECT CAST(? AS DATE) AS as_of),
signals AS (
  SELECT n.customer_id, 1 AS urgency, 'notice' AS signal
  FROM marts.renewals n JOIN day d ON n.as_of = d.as_of WHERE n.state = 'notice'
  UNION
  SELECT n.customer_id, 2, 'late'
  FROM marts.renewals n JOIN day d ON n.as_of = d.as_of WHERE n.state = 'late'
  UNION
  SELECT n.customer_id, 3, 'renewal_risk'
  FROM marts.renewals n JOIN day d ON n.as_of = d.as_of
  WHERE n.state = 'due' AND (n.band = 'red' OR n.band = 'yellow' AND n.days <= 30)
  UNION
  SELECT h.customer_id, 4, 'turned_red'
  FROM marts.health h JOIN day d ON h.as_of = d.as_of
  WHERE h.band = 'red' AND h.previous_band IN ('yellow', 'green')
),
found AS (
  SELECT s.customer_id, s.signal,
         row_number() OVER (PARTITION BY s.customer_id ORDER BY s.urgency) AS place,
         count(*) OVER (PARTITION BY s.customer_id) AS signals
  FROM signals s
),
term AS (
  SELECT n.customer_id, n.renewal_date, n.days,
         row_number() OVER (PARTITION BY n.customer_id ORDER BY n.renewal_date) AS place
  FROM marts.renewals n JOIN day d ON n.as_of = d.as_of
  WHERE n.state <> 'renewed'
),
drivers AS (
  SELECT i.customer_id, i.measure, i.value,
         row_number() OVER (PARTITION BY i.customer_id ORDER BY i.weight * (100 - i.score) DESC, i.measure) AS place
  FROM marts.health_inputs i JOIN day d ON i.as_of = d.as_of
  WHERE i.score < 100
)
SELECT f.customer_id, coalesce(c.name, f.customer_id), coalesce(c.owner, ''), CAST(coalesce(c.mrr, 0) AS DOUBLE),
       f.signal, CAST(f.signals - 1 AS BIGINT), n.renewal_date, CAST(coalesce(n.days, 0) AS BIGINT),
       coalesce(h.band, ''), coalesce(h.previous_band, ''), coalesce(h.gate, ''), coalesce(h.gate_reason, ''), coalesce(i.measure, ''), CAST(i.value AS DOUBLE)
FROM found f
CROSS JOIN day d
LEFT JOIN marts.customers c ON c.customer_id = f.customer_id
LEFT JOIN marts.health h ON h.customer_id = f.customer_id AND h.as_of = d.as_of
LEFT JOIN term n ON n.customer_id = f.customer_id AND n.place = 1
LEFT JOIN drivers i ON i.customer_id = f.customer_id AND i.place = 1
WHERE f.place = 1
ORDER BY c.mrr DESC NULLS LAST, f.customer_id`

func (r digestReader) decisions(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, decisionsSQL, func(rows *sql.Rows) error {
		var v Decision
		var renewal sql.NullTime
		var value sql.NullFloat64
		err := rows.Scan(&v.CustomerID, &v.Customer, &v.Owner, &v.MRR, &v.Signal, &v.More, &renewal, &v.Days,
			&v.Band, &v.PreviousBand, &v.Gate, &v.GateReason, &v.Driver.Measure, &value)
		if err != nil {
			return err
		}
		v.Renewal, v.Driver.Value = renewal.Time, optional(value)
		d.Decisions = append(d.Decisions, v)
		return nil
	})
}

// A mover changed between the coloured bands; a customer that gained or lost
// its score moved in coverage, not in health. The driver is the measure that
// costs most of the score on the way down and earns most of it on the way up.
const moversSQL = `
WITH moved AS (
  SELECT h.as_of, h.customer_id, h.band, h.previous_band, h.score, h.previous_score, h.gate, h.gate_reason,
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
)
SELECT m.better, m.customer_id, coalesce(c.name, m.customer_id), coalesce(c.owner, ''),
       CAST(coalesce(c.mrr, 0) AS DOUBLE), m.previous_band, m.band, CAST(m.score AS DOUBLE), CAST(m.previous_score AS DOUBLE),
       coalesce(m.gate, ''), coalesce(m.gate_reason, ''), coalesce(i.measure, ''), CAST(i.value AS DOUBLE)
FROM moved m
LEFT JOIN marts.customers c ON c.customer_id = m.customer_id
LEFT JOIN drivers i ON i.customer_id = m.customer_id AND i.place = 1
ORDER BY c.mrr DESC NULLS LAST, m.customer_id`

func (r digestReader) movers(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, moversSQL, func(rows *sql.Rows) error {
		var v Mover
		var better bool
		var score, previous, value sql.NullFloat64
		err := rows.Scan(&better, &v.CustomerID, &v.Customer, &v.Owner, &v.MRR, &v.From, &v.To,
			&score, &previous, &v.Gate, &v.GateReason, &v.Driver.Measure, &value)
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
