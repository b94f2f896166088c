-- adds: ratio(sum(part), sum(base))
-- meaning: one row per contract whose date lies in the period: base is its ARR, part what was
--   renewed of it, both 0 while the renewal is undecided.
SELECT
  v.customer_id, 'subscription' AS record, p.source, v.subscription_id AS record_id, v.renewal_date AS day,
  v.outcome || coalesce(' on ' || CAST(v.settled_on AS VARCHAR), '') || ', ARR ' || CAST(round(v.arr, 2) AS VARCHAR)
    || ', renewed ' || CAST(round(v.renewed_arr, 2) AS VARCHAR) AS detail,
  CASE WHEN o.outcome = 'open' THEN 0 ELSE v.renewed_arr END AS part,
  CASE WHEN o.outcome = 'open' THEN 0 ELSE v.arr END AS base
FROM metrics.figure f
JOIN metrics.renewal_periods w ON w.span = f.span AND w.period_start = f.period_start
JOIN metrics.renewal_outcomes o ON o.customer_id = w.customer_id AND o.renewal_date = w.renewal_date
JOIN metrics.renewal_values v ON v.customer_id = o.customer_id AND v.renewal_date = o.renewal_date
JOIN core.subscription_periods p ON p.subscription_id = v.subscription_id AND p.start_date = v.first_day
JOIN metrics.segment_spans g
  ON g.customer_id = o.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
  AND g.valid_from <= o.segment_day AND (g.valid_to IS NULL OR g.valid_to > o.segment_day)
