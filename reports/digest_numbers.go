package reports

import (
	"context"
	"database/sql"
)

const kpisSQL = `
SELECT kpi, coalesce(perspective, ''), coalesce(objective_title, objective, ''), coalesce(owner, ''), coalesce(unit, ''),
       CAST(actual AS DOUBLE), CAST(previous AS DOUBLE), CAST(target AS DOUBLE), CAST(floor AS DOUBLE),
       CAST(score AS DOUBLE), coalesce(status, ''), coalesce(trusted, true), coalesce(is_overdue, false)
FROM marts.scorecard
WHERE as_of = CAST(? AS DATE)
ORDER BY perspective_place, kpi`

func (r digestReader) kpis(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, kpisSQL, func(rows *sql.Rows) error {
		var k KPI
		var actual, previous, target, floor, score sql.NullFloat64
		err := rows.Scan(&k.Name, &k.Perspective, &k.Objective, &k.Owner, &k.Unit,
			&actual, &previous, &target, &floor, &score, &k.Status, &k.Trusted, &k.Overdue)
		if err != nil {
			return err
		}
		k.Actual, k.Previous = optional(actual), optional(previous)
		k.Target, k.Floor, k.Score = optional(target), optional(floor), optional(score)
		d.KPIs = append(d.KPIs, k)
		return nil
	})
}

const npsMarginSQL = `
SELECT CAST(half_width AS DOUBLE), CAST(responses AS BIGINT)
FROM marts.nps
WHERE span = 'trailing' AND relationship AND dimension = 'all' AND segment = 'all'
  AND period_end <= CAST(? AS DATE) + INTERVAL 1 DAY
ORDER BY period_end DESC
LIMIT 1`

// npsMargin completes the NPS line of the scorecard, if there is one, by half the
// interval that also decides whether a change means anything.
func (r digestReader) npsMargin(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, npsMarginSQL, func(rows *sql.Rows) error {
		var margin sql.NullFloat64
		var n sql.NullInt64
		if err := rows.Scan(&margin, &n); err != nil {
			return err
		}
		for i := range d.KPIs {
			if d.KPIs[i].Name == "nps" {
				d.KPIs[i].Margin, d.KPIs[i].N = optional(margin), n.Int64
			}
		}
		return nil
	})
}

const revenueSQL = `
SELECT CAST(coalesce(start_mrr, 0) AS DOUBLE), CAST(coalesce(end_mrr, 0) AS DOUBLE),
       CAST(coalesce("new", 0) + coalesce(reactivation, 0) AS DOUBLE), CAST(coalesce(expansion, 0) AS DOUBLE),
       CAST(coalesce(contraction, 0) AS DOUBLE), CAST(coalesce(churn, 0) AS DOUBLE),
       CAST(coalesce(end_customers, 0) AS BIGINT)
FROM marts.mrr_bridge
WHERE dimension = 'all' AND segment = 'all' AND month = date_trunc('month', CAST(? AS DATE))`

func (r digestReader) revenue(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, revenueSQL, func(rows *sql.Rows) error {
		v := &d.Revenue
		return rows.Scan(&v.MonthStart, &v.MRR, &v.New, &v.Expansion, &v.Contraction, &v.Churn, &v.Customers)
	})
}

const atRiskSQL = `
SELECT CAST(coalesce(sum(CASE WHEN h.band = 'red' THEN c.mrr END), 0) AS DOUBLE),
       CAST(count(CASE WHEN h.band = 'red' THEN 1 END) AS BIGINT),
       CAST(count(CASE WHEN h.band <> 'grey' THEN 1 END) AS BIGINT),
       CAST(coalesce(sum(CASE WHEN h.previous_band = 'red' THEN c.mrr END), 0) AS DOUBLE)
FROM marts.health h
JOIN marts.customers c ON c.customer_id = h.customer_id
WHERE h.as_of = CAST(? AS DATE)`

func (r digestReader) atRisk(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, atRiskSQL, func(rows *sql.Rows) error {
		return rows.Scan(&d.Revenue.AtRisk, &d.Revenue.AtRiskCustomers, &d.Revenue.Scored, &d.Revenue.PreviousAtRisk)
	})
}

const segmentsSQL = `
WITH day AS (SELECT CAST(? AS DATE) AS as_of),
money AS (
  SELECT b.dimension, b.segment, b.end_customers, b.end_mrr
  FROM marts.mrr_bridge b JOIN day d ON b.month = date_trunc('month', d.as_of)
),
kept AS (
  SELECT r.dimension, r.segment, r.nrr, r.grr, r.logo_churn,
         row_number() OVER (PARTITION BY r.dimension, r.segment ORDER BY r.period_end DESC) AS newest
  FROM marts.retention r JOIN day d ON r.period_end <= d.as_of + INTERVAL 1 DAY
  WHERE r.span = 'ttm'
),
voice AS (
  SELECT n.dimension, n.segment, n.nps, n.responses, n.shown,
         row_number() OVER (PARTITION BY n.dimension, n.segment ORDER BY n.period_end DESC) AS newest
  FROM marts.nps n JOIN day d ON n.period_end <= d.as_of + INTERVAL 1 DAY
  WHERE n.span = 'trailing' AND n.relationship
)
SELECT m.dimension, m.segment, CAST(coalesce(m.end_customers, 0) AS BIGINT), CAST(coalesce(m.end_mrr, 0) AS DOUBLE),
       CAST(k.nrr AS DOUBLE), CAST(k.grr AS DOUBLE), CAST(k.logo_churn AS DOUBLE),
       CAST(CASE WHEN v.shown THEN v.nps END AS DOUBLE), CAST(coalesce(v.responses, 0) AS BIGINT)
FROM money m
LEFT JOIN kept k ON k.dimension = m.dimension AND k.segment = m.segment AND k.newest = 1
LEFT JOIN voice v ON v.dimension = m.dimension AND v.segment = m.segment AND v.newest = 1
WHERE coalesce(m.end_customers, 0) > 0 OR m.dimension = 'all'
ORDER BY CASE WHEN m.dimension = 'all' THEN 0 ELSE 1 END, m.dimension, m.end_mrr DESC, m.segment`

func (r digestReader) segments(ctx context.Context, d *Digest) error {
	return r.eachToday(ctx, segmentsSQL, func(rows *sql.Rows) error {
		var s SegmentRow
		var nrr, grr, churn, nps sql.NullFloat64
		err := rows.Scan(&s.Dimension, &s.Segment, &s.Customers, &s.MRR, &nrr, &grr, &churn, &nps, &s.NPSResponses)
		if err != nil {
			return err
		}
		s.NRR, s.GRR, s.LogoChurn, s.NPS = optional(nrr), optional(grr), optional(churn), optional(nps)
		d.Segments = append(d.Segments, s)
		return nil
	})
}
