-- grain: one row per retention period, span and segment
-- key: span, period_start, dimension, segment
-- meaning: what became of the customers that paid at the period's start, in
--   constant currency and in the segment they had then. Rates are null with a
--   reason where nobody paid at the start; concentrated: one customer has more
--   than a fifth of the start MRR. The interval is Wilson's at 95 %. *_monthly and
--   *_annual are the rate of a month and of a year that compound to the period's.
-- check: not_null(span, period_start, period_end, dimension, segment, start_customers, lost_customers, start_mrr)
-- check: accepted(span, month, quarter, ttm)
-- check: expression(grr IS NULL OR (grr >= 0 AND grr <= 1 AND grr <= nrr))
-- check: expression((start_customers = 0) = (logo_churn IS NULL))
WITH cohorts AS (
  SELECT
    span, period_start, dimension, segment,
    count(*) AS start_customers,
    sum(CASE WHEN is_lost THEN 1 ELSE 0 END) AS lost_customers,
    sum(start_mrr) AS start_mrr,
    sum(end_mrr) AS end_mrr,
    sum(kept_mrr) AS kept_mrr,
    max(start_mrr) AS largest_mrr
  FROM metrics.retention_segments
  GROUP BY span, period_start, dimension, segment
),
rates AS (
  SELECT
    w.period_start, w.period_end, w.span, v.dimension, v.segment,
    CASE w.span WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END * 365.0 / 12 AS days,
    coalesce(c.start_customers, 0) AS start_customers,
    CAST(coalesce(c.lost_customers, 0) AS BIGINT) AS lost_customers,
    ratio(c.lost_customers, c.start_customers) AS logo_churn,
    CAST(coalesce(c.start_mrr, 0) AS DECIMAL(18, 6)) AS start_mrr,
    CAST(coalesce(c.end_mrr, 0) AS DECIMAL(18, 6)) AS end_mrr,
    CAST(coalesce(c.kept_mrr, 0) AS DECIMAL(18, 6)) AS kept_mrr,
    ratio(c.start_mrr - c.kept_mrr, c.start_mrr) AS mrr_churn,
    ratio(c.largest_mrr, c.start_mrr) AS largest_share
  FROM metrics.retention_windows w
  CROSS JOIN metrics.segment_values v
  LEFT JOIN cohorts c
    ON c.span = w.span AND c.period_start = w.period_start AND c.dimension = v.dimension AND c.segment = v.segment
  WHERE v.has_customers
)
SELECT
  r.period_start, r.period_end, r.span, r.dimension, r.segment,
  r.start_customers, r.lost_customers, r.logo_churn,
  wilson_low(r.lost_customers, r.start_customers) AS logo_churn_low,
  wilson_high(r.lost_customers, r.start_customers) AS logo_churn_high,
  monthly_rate(r.logo_churn, r.days) AS logo_churn_monthly,
  annual_rate(r.logo_churn, r.days) AS logo_churn_annual,
  r.start_mrr, r.end_mrr, r.kept_mrr,
  ratio(r.kept_mrr, r.start_mrr) AS grr,
  ratio(r.end_mrr, r.start_mrr) AS nrr,
  r.mrr_churn,
  monthly_rate(r.mrr_churn, r.days) AS mrr_churn_monthly,
  annual_rate(r.mrr_churn, r.days) AS mrr_churn_annual,
  r.largest_share,
  r.largest_share > 0.2 AS concentrated,
  CASE
    WHEN r.start_customers = 0 THEN 'no_start_customers'
    WHEN r.start_customers < s.logo_min_n THEN 'small_sample'
  END AS reason
FROM rates r
CROSS JOIN core.settings s
