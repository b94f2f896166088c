-- grain: one row per published figure that no longer exists
-- key: figure_id
-- meaning: its segment or customer is not there any more. Metrics that are no longer
--   defined, and periods before the first one shown, say nothing; customers' figures
--   may be shown for fewer periods than totals.
WITH shown AS (
  SELECT metric, span, customer_id IS NULL AS is_total, min(period_start) AS first_start
  FROM metrics.closed_figures
  GROUP BY metric, span, customer_id IS NULL
)
SELECT p.figure_id, p.metric, p.span, p.period_start, p.period_end, p.dimension, p.segment, p.customer_id
FROM staging.published_figures p
JOIN shown ON shown.metric = p.metric AND shown.span = p.span AND shown.is_total = (p.customer_id IS NULL)
LEFT JOIN metrics.closed_figures c ON c.figure_id = p.figure_id
WHERE c.figure_id IS NULL AND p.value IS NOT NULL AND p.period_start >= shown.first_start
