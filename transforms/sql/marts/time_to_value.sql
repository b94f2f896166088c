-- grain: one row per span, segment and period in which customers started
-- key: span, period_start, dimension, segment
-- meaning: of the customers whose start can be judged (customers) the share that
--   reached first value within 30 and 90 days, each among those at least that old,
--   churned ones included; and the median days by Kaplan and Meier, which counts
--   those still waiting. plain_median_days, of those who reached it alone, is too
--   short by nature. left_out are customers nobody can tell it of, as those that
--   started before the tracking.
-- check: not_null(span, period_start, period_end, dimension, segment, customers)
-- check: accepted(span, quarter, trailing, all)
-- check: expression(reached <= customers AND within_30 <= eligible_30 AND within_90 <= eligible_90)
WITH counted AS (
  SELECT
    span, period_start, period_end, dimension, segment,
    sum_int(CASE WHEN is_known THEN 1 ELSE 0 END) AS customers,
    sum_int(CASE WHEN is_known THEN 0 ELSE 1 END) AS left_out,
    max(CASE WHEN NOT is_known THEN reason END) AS left_out_reason,
    sum_int(CASE WHEN is_reached THEN 1 ELSE 0 END) AS reached,
    sum_int(CASE WHEN is_before_start THEN 1 ELSE 0 END) AS reached_before_start,
    sum_int(CASE WHEN is_known AND age_days >= 30 THEN 1 ELSE 0 END) AS eligible_30,
    sum_int(CASE WHEN is_known AND age_days >= 30 AND ttv_days <= 30 THEN 1 ELSE 0 END) AS within_30,
    sum_int(CASE WHEN is_known AND age_days >= 90 THEN 1 ELSE 0 END) AS eligible_90,
    sum_int(CASE WHEN is_known AND age_days >= 90 AND ttv_days <= 90 THEN 1 ELSE 0 END) AS within_90,
    quantile_cont(ttv_days, 0.5) AS plain_median_days
  FROM metrics.value_cohorts
  GROUP BY span, period_start, period_end, dimension, segment
),
medians AS (
  SELECT span, period_start, dimension, segment, min(day_number) AS median_days
  FROM metrics.value_survival
  WHERE waiting_share <= 0.5
  GROUP BY span, period_start, dimension, segment
)
SELECT
  c.span, c.period_start, c.period_end, c.dimension, c.segment,
  c.customers, c.left_out, c.reached, c.reached_before_start,
  c.eligible_30, c.within_30, ratio(c.within_30, c.eligible_30) AS share_30,
  c.eligible_90, c.within_90, ratio(c.within_90, c.eligible_90) AS share_90,
  CAST(m.median_days AS DOUBLE) AS median_days, c.plain_median_days,
  CASE WHEN c.customers = 0 THEN c.left_out_reason WHEN c.eligible_30 = 0 THEN 'too_young' END AS share_30_reason,
  CASE WHEN c.customers = 0 THEN c.left_out_reason WHEN c.eligible_90 = 0 THEN 'too_young' END AS share_90_reason,
  CASE WHEN c.customers = 0 THEN c.left_out_reason WHEN m.median_days IS NULL THEN 'half_not_reached' END AS reason
FROM counted c
LEFT JOIN medians m
  ON m.span = c.span AND m.period_start = c.period_start AND m.dimension = c.dimension AND m.segment = c.segment
