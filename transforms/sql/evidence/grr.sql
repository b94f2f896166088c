-- adds: ratio(sum(part), sum(base))
-- meaning: one row per subscription, at the period's start or end, of the customers
--   that paid at the start. base is its MRR at the start, part its MRR at the end,
--   both at the start's exchange rates. A customer's own row takes out what it pays
--   more than at the start, which does not count (or, where movements are summed
--   over the months, what they differ from the two ends).
SELECT
  c.customer_id, 'subscription' AS record, c.source, c.subscription_id AS record_id, c.day, c.detail,
  c.end_mrr AS part, c.start_mrr AS base
FROM metrics.figure f
JOIN metrics.retention_segments o
  ON o.span = f.span AND o.period_start = f.period_start AND o.dimension = f.dimension AND o.segment = f.segment
JOIN metrics.retention_contracts c ON c.span = o.span AND c.period_start = o.period_start AND c.customer_id = o.customer_id
UNION ALL
SELECT
  o.customer_id, 'customer', x.source, o.customer_id, f.last_day,
  CASE s.retention_window WHEN 'summed_movements' THEN 'what the monthly movements differ from the two ends'
    ELSE 'growth beyond the start does not count' END,
  o.kept_mrr - o.point_end_mrr, 0
FROM metrics.figure f
CROSS JOIN core.settings s
JOIN metrics.retention_segments o
  ON o.span = f.span AND o.period_start = f.period_start AND o.dimension = f.dimension AND o.segment = f.segment
JOIN core.customers x ON x.customer_id = o.customer_id
WHERE o.kept_mrr <> o.point_end_mrr
