-- grain: one row per retention period, customer there at its start, and dimension
-- key: span, period_start, dimension, customer_id
-- meaning: metrics.retention_outcomes with the segment the setting segment_at asks for.
-- materialized: no
SELECT
  o.span, o.period_start, g.dimension, g.segment, o.customer_id,
  o.start_mrr, o.end_mrr, o.kept_mrr, o.is_lost, o.point_end_mrr
FROM metrics.retention_outcomes o
JOIN metrics.month_levels m ON m.month = o.segment_month
JOIN metrics.customer_segments g ON g.day = m.level_day AND g.customer_id = o.customer_id
