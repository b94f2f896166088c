-- grain: one row per retention period
-- key: span, period_start
-- meaning: sums over the customers paying at the period's start, for every rule that
--   goes by them. Ratios are summed as decimals, in any order the same.
SELECT
  span, period_start,
  count(*) AS customers,
  count(CASE WHEN point_lost THEN 1 END) AS lost,
  count(CASE WHEN summed_lost THEN 1 END) AS ever_lost,
  count(CASE WHEN start_mrr > 0 THEN 1 END) AS with_mrr,
  sum(start_mrr) AS start_mrr,
  sum(point_end_mrr) AS end_mrr,
  sum(point_kept_mrr) AS kept_mrr,
  sum(summed_end_mrr) AS summed_end_mrr,
  sum(summed_kept_mrr) AS summed_kept_mrr,
  sum(end_mrr_now) AS end_mrr_now,
  sum(CASE WHEN point_lost THEN start_mrr ELSE 0 END) AS lost_mrr,
  sum(CAST(ratio(point_end_mrr, start_mrr) AS DECIMAL(38, 12))) AS sum_of_ratios,
  sum(CAST(ratio(point_kept_mrr, start_mrr) AS DECIMAL(38, 12))) AS sum_of_kept_ratios
FROM metrics.retention_outcomes
GROUP BY span, period_start
