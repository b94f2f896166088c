-- grain: one row per retention period and customer there at its start
-- key: span, period_start, customer_id
-- sorted: no
-- meaning: what the period made of the customer under the setting retention_window.
--   point_to_point compares the two ends: who left and came back was kept.
--   summed_movements adds up the months: a loss stays a loss, at most the start MRR.
--   kept_mrr is the start MRR still there; segment_month tells when the segment is read.
--   The columns point_* and summed_* hold both ways, whatever the setting.
WITH both_ways AS (
  SELECT
    c.span, c.period_start, c.start_month, c.end_month, c.customer_id, c.start_mrr, c.end_mrr_now,
    NOT c.at_end AS point_lost,
    c.end_mrr AS point_end_mrr,
    least(c.end_mrr, c.start_mrr) AS point_kept_mrr,
    not_negative(c.start_mrr + coalesce(m.expansion + m.reactivation - m.churn - m.contraction, 0)) AS summed_end_mrr,
    not_negative(c.start_mrr - coalesce(m.churn + m.contraction, 0)) AS summed_kept_mrr,
    coalesce(m.churns, 0) > 0 AS summed_lost
  FROM metrics.period_customers c
  LEFT JOIN metrics.retention_movements m
    ON m.span = c.span AND m.period_start = c.period_start AND m.customer_id = c.customer_id
  WHERE c.at_start
)
SELECT
  m.span, m.period_start, m.customer_id,
  CASE s.segment_at WHEN 'end' THEN m.end_month ELSE m.start_month END AS segment_month,
  m.start_mrr,
  CAST(CASE s.retention_window WHEN 'summed_movements' THEN m.summed_end_mrr ELSE m.point_end_mrr END AS DECIMAL(18, 6)) AS end_mrr,
  CAST(CASE s.retention_window WHEN 'summed_movements' THEN m.summed_kept_mrr ELSE m.point_kept_mrr END AS DECIMAL(18, 6)) AS kept_mrr,
  CASE s.retention_window WHEN 'summed_movements' THEN m.summed_lost ELSE m.point_lost END AS is_lost,
  m.point_end_mrr, m.point_kept_mrr, m.point_lost,
  CAST(m.summed_end_mrr AS DECIMAL(18, 6)) AS summed_end_mrr,
  CAST(m.summed_kept_mrr AS DECIMAL(18, 6)) AS summed_kept_mrr,
  m.summed_lost, m.end_mrr_now
FROM both_ways m
CROSS JOIN core.settings s
