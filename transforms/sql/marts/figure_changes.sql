-- grain: one row per figure of a closed period that this run says first, or otherwise
-- key: figure_id
-- meaning: kind is new, restated, or gone (no longer there). Values that agree to
--   six decimals are the same. published_as_of is since when the former value was said.
-- check: accepted(kind, new, restated, gone)
WITH figures AS (
  SELECT figure_id, metric, span, period_start, period_end, dimension, segment, customer_id, value, reason, FALSE AS missing
  FROM metrics.closed_figures
  UNION ALL
  SELECT figure_id, metric, span, period_start, period_end, dimension, segment, customer_id, NULL, 'gone', TRUE
  FROM metrics.missing_figures
)
SELECT
  f.figure_id, f.metric, f.span, f.period_start, f.period_end, f.dimension, f.segment, f.customer_id,
  CASE WHEN p.figure_id IS NULL THEN 'new' WHEN f.missing THEN 'gone' ELSE 'restated' END AS kind,
  f.value, f.reason,
  p.value AS published_value,
  p.published_as_of
FROM figures f
LEFT JOIN staging.published_figures p ON p.figure_id = f.figure_id
WHERE p.figure_id IS NULL OR round(p.value, 6) IS DISTINCT FROM round(f.value, 6)
