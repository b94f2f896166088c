-- grain: one row per month, grain, unit and day inside the month its MRR changed
-- key: month, grain, customer_id, item_id, day
-- meaning: the unit's MRR before and after the day, at the rates of the month's start
--   where it paid then, else at the month's own, so that the steps of a month lead from
--   its start exactly to its end at these rates. Empty unless movements are counted
--   event by event; the first month of all data has none.
WITH placed AS (
  SELECT
    e.month, g.grain, u.unit_id AS customer_id, CASE g.grain WHEN 'item' THEN e.item_id ELSE '' END AS item_id,
    e.currency, e.day, e.local_before, e.local_after, e.periods_after - e.periods_before AS periods, m.previous_month
  FROM metrics.item_events e
  CROSS JOIN metrics.movement_grains g
  JOIN metrics.month_levels m ON m.month = e.month AND NOT m.is_first
  JOIN metrics.customer_units u ON u.month = e.month AND u.customer_id = e.customer_id
),
valued AS (
  SELECT
    p.month, p.grain, p.customer_id, p.item_id, p.day, coalesce(c.start_mrr, 0) AS start_mrr, coalesce(c.start_periods, 0) AS start_periods,
    sum(coalesce(at_rate(p.local_after, CASE WHEN c.start_mrr > 0 THEN coalesce(o.rate, r.rate) ELSE coalesce(r.rate, o.rate) END), 0)
      - coalesce(at_rate(p.local_before, CASE WHEN c.start_mrr > 0 THEN coalesce(o.rate, r.rate) ELSE coalesce(r.rate, o.rate) END), 0)) AS change,
    sum(p.periods) AS periods
  FROM placed p
  LEFT JOIN metrics.unit_changes c
    ON c.month = p.month AND c.grain = p.grain AND c.customer_id = p.customer_id AND c.item_id = p.item_id
  LEFT JOIN core.exchange_rates o ON o.currency = p.currency AND o.month = p.previous_month
  LEFT JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = p.month
  GROUP BY p.month, p.grain, p.customer_id, p.item_id, p.day, coalesce(c.start_mrr, 0), coalesce(c.start_periods, 0)
),
summed AS (
  SELECT
    v.month, v.grain, v.customer_id, v.item_id, v.day, v.start_mrr, v.start_periods, v.change, v.periods,
    sum(v.change) OVER so_far AS changed, sum(v.periods) OVER so_far AS gained
  FROM valued v
  WINDOW so_far AS (PARTITION BY month, grain, customer_id, item_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT
  s.month, s.grain, s.customer_id, s.item_id, s.day,
  CAST(s.start_mrr + s.changed - s.change AS DECIMAL(18, 6)) AS mrr_before,
  CAST(s.start_mrr + s.changed AS DECIMAL(18, 6)) AS mrr_after,
  s.start_periods + s.gained - s.periods > 0 AS is_before,
  s.start_periods + s.gained > 0 AS is_after
FROM summed s
