-- adds: ratio(sum(part), sum(base))
-- meaning: one row per alert told in the period; part is 1 where it was answered within
--   7 days, base where it was answered or the 7 days are over.
SELECT
  h.customer_id, 'customer' AS record, c.source, h.customer_id AS record_id, h.told_on AS day,
  h.rule || coalesce(': answered ' || CAST(h.answered_on AS VARCHAR), '') AS detail,
  CASE WHEN h.is_in_time THEN 1 ELSE 0 END AS part,
  CASE WHEN h.is_due THEN 1 ELSE 0 END AS base
FROM metrics.figure f
JOIN marts.alert_history h
  ON h.told_on >= f.period_start AND h.told_on < f.period_end AND (f.dimension = 'all' OR h.kind = f.segment)
LEFT JOIN core.customers c ON c.customer_id = h.customer_id
