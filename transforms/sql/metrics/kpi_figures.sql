-- grain: one row per KPI whose metric has figures of all customers, and place back
-- key: kpi, back
-- meaning: back 1 is the KPI's value: the figure of the as-of day, of the window that
--   ends with it, or of the last period that is over. back 2 is the period before.
--   The figures of too few answers are null. Where nobody was ever asked about an
--   event, satisfaction is that of the relationship.
WITH asked AS (
  SELECT
    kpi, span,
    CASE
      WHEN metric = 'csat' AND NOT EXISTS (SELECT 1 FROM metrics.csat_answers WHERE NOT relationship) THEN 'csat_relationship'
      ELSE metric
    END AS metric
  FROM core.scorecard_targets
),
placed AS (
  SELECT
    a.kpi, f.figure_id, f.metric, f.span, f.period_start, f.period_end, f.dimension, f.segment, f.n, d.area,
    d.area = 'voice' AND coalesce(f.n, 0) < s.nps_min_n AS is_few, f.value, f.reason,
    row_number() OVER (PARTITION BY a.kpi ORDER BY f.period_end DESC, f.figure_id) AS back
  FROM asked a
  JOIN marts.figures f ON f.metric = a.metric AND f.span = a.span
  JOIN marts.definitions d ON d.metric = a.metric
  CROSS JOIN core.settings s
  WHERE f.customer_id IS NULL AND coalesce(f.dimension, 'all') = 'all'
    AND (f.period_end = add_days(s.as_of, 1) OR (f.period_end <= s.as_of AND f.span IN ('week', 'month', 'quarter', 'ttm')))
)
SELECT
  kpi, back, figure_id, metric, area, span, period_start, period_end, dimension, segment, n,
  CASE WHEN NOT is_few THEN value END AS value,
  CASE WHEN is_few AND n > 0 THEN 'few_answers' ELSE reason END AS reason
FROM placed
WHERE back <= 2
