-- adds: ratio(sum(part), sum(base))
-- meaning: one row per renewal of the period that is decided and was forecast while it
--   was not: base is what was forecast first, part what was renewed less that.
SELECT
  o.customer_id, 'customer' AS record, c.source, o.customer_id AS record_id, o.renewal_date AS day,
  'forecast on ' || CAST(o.forecast_on AS VARCHAR) || ' as ' || o.forecast_band || ': ' || CAST(round(o.forecast, 2) AS VARCHAR)
    || ', renewed ' || CAST(round(o.renewed_arr, 2) AS VARCHAR) AS detail,
  o.renewed_arr - o.forecast AS part,
  o.forecast AS base
FROM metrics.figure f
JOIN metrics.renewal_periods w ON w.span = f.span AND w.period_start = f.period_start
JOIN metrics.renewal_outcomes o ON o.customer_id = w.customer_id AND o.renewal_date = w.renewal_date
JOIN metrics.segment_spans g
  ON g.customer_id = o.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
  AND g.valid_from <= o.segment_day AND (g.valid_to IS NULL OR g.valid_to > o.segment_day)
LEFT JOIN core.customers c ON c.customer_id = o.customer_id
WHERE o.outcome <> 'open' AND o.forecast IS NOT NULL
