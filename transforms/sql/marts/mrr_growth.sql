-- grain: one row per twelve months to the end of a complete month
-- key: span, period_start
-- meaning: MRR at the end of the twelve months by that at their start, new customers
--   included; null with the reason where there was none at the start.
-- check: not_null(span, period_start, period_end, start_mrr, end_mrr)
SELECT
  r.period_start, r.period_end, r.span, r.dimension, r.segment,
  b.start_mrr, e.end_mrr,
  ratio(e.end_mrr - b.start_mrr, b.start_mrr) AS mrr_growth,
  CASE WHEN b.start_mrr = 0 THEN 'no_start_mrr' END AS reason
FROM marts.retention r
JOIN marts.mrr_bridge b ON b.dimension = 'all' AND b.month = r.period_start
JOIN marts.mrr_bridge e ON e.dimension = 'all' AND e.month = add_months(r.period_end, -1)
WHERE r.span = 'ttm' AND r.dimension = 'all'
