-- grain: one row per KPI of customer health and moment (actual, previous)
-- key: kpi, moment
-- meaning: health_green_share is green MRR of all MRR, so a customer that is not
--   scored counts against it; health_coverage is the share of customers scored.
WITH scored AS (
  SELECT
    CASE d.moment WHEN 'current' THEN 'actual' ELSE 'previous' END AS moment,
    d.day, h.band, c.mrr
  FROM metrics.reference_days d
  JOIN metrics.customer_health h ON h.day = d.day
  JOIN metrics.customer_states c ON c.day = h.day AND c.customer_id = h.customer_id
  WHERE d.moment IN ('current', 'month_ago')
)
SELECT 'health_green_share' AS kpi, moment, ratio(sum(CASE WHEN band = 'green' THEN mrr ELSE 0 END), sum(mrr)) AS value,
  'health_green_share' AS metric, 'day' AS span, day AS period_start
FROM scored
GROUP BY moment, day
UNION ALL
SELECT 'health_coverage', moment, ratio(sum(CASE WHEN band <> 'grey' THEN 1 ELSE 0 END), count(*)),
  'health_coverage', 'day', day
FROM scored
GROUP BY moment, day
