-- adds: quantile_cont(part, 0.5)
-- meaning: one row per customer lost in the period; part is the days from its first red
--   night to its notice, null where it was not red.
SELECT
  l.customer_id, 'customer' AS record, c.source, l.customer_id AS record_id, l.signal_on AS day,
  CASE WHEN l.notice_on IS NULL THEN 'left' ELSE 'gave notice' END
    || coalesce(', red since ' || CAST(l.first_red_on AS VARCHAR), ', ' || replace(l.reason, '_', ' ')) AS detail,
  CAST(l.lead_days AS DOUBLE) AS part, CAST(NULL AS DOUBLE) AS base
FROM metrics.figure f
JOIN marts.lead_times l ON l.signal_on >= f.period_start AND l.signal_on < f.period_end
LEFT JOIN core.customers c ON c.customer_id = l.customer_id
