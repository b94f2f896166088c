-- grain: one row per quarter and twelve months
-- key: span, period_start
-- meaning: the period's monthly rates, for the rules that average or chain them.
--   chained_* is their product, of the losses that of what is left.
WITH monthly AS (
  SELECT m.span, m.period_start, r.start_mrr, r.end_mrr, r.nrr, r.grr, r.logo_churn, r.mrr_churn
  FROM metrics.retention_months m
  JOIN marts.retention r ON r.span = 'month' AND r.period_start = m.month AND r.dimension = 'all'
  WHERE m.span <> 'month' AND r.start_customers > 0
)
SELECT
  span, period_start,
  count(*) AS months,
  sum(start_mrr) AS start_mrr,
  sum(end_mrr) AS end_mrr,
  sum(nrr) AS nrr,
  sum(logo_churn) AS logo_churn,
  sum(mrr_churn) AS mrr_churn,
  CASE WHEN min(nrr) > 0 THEN exp(sum(ln(nullif(nrr, 0)))) ELSE 0.0 END AS chained_nrr,
  CASE WHEN min(grr) > 0 THEN exp(sum(ln(nullif(grr, 0)))) ELSE 0.0 END AS chained_grr,
  CASE WHEN max(logo_churn) < 1 THEN exp(sum(ln(nullif(1 - logo_churn, 0)))) ELSE 0.0 END AS chained_logos
FROM monthly
GROUP BY span, period_start
