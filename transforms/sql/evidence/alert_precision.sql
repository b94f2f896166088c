-- adds: ratio(sum(part), sum(base))
-- meaning: one row per alert told in the period; part is 1 where it was right, base
--   where it can be judged.
SELECT
  h.customer_id, 'customer' AS record, c.source, h.customer_id AS record_id, h.told_on AS day,
  h.rule || ': ' || h.because AS detail,
  CASE WHEN h.was_right THEN 1 ELSE 0 END AS part,
  CASE WHEN h.was_right IS NULL THEN 0 ELSE 1 END AS base
FROM metrics.figure f
JOIN marts.alert_history h
  ON h.told_on >= f.period_start AND h.told_on < f.period_end AND (f.dimension = 'all' OR h.kind = f.segment)
LEFT JOIN core.customers c ON c.customer_id = h.customer_id
