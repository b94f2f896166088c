-- grain: one row per source and area of a customer's life it tells of
-- key: source, area
-- meaning: of the streams that tell of single customers. last_loaded_at is that of the
--   stream loaded longest ago; is_stale: one of them is older than its source allows.
-- check: accepted(area, crm, billing, helpdesk, survey, usage)
SELECT
  source, area,
  min(last_loaded_at) AS last_loaded_at,
  max(CASE WHEN is_stale THEN 1 ELSE 0 END) = 1 AS is_stale
FROM metrics.stream_areas
WHERE area <> 'team' AND stream <> 'exchange_rates'
GROUP BY source, area
