-- grain: one row per KPI with a stale stream behind it
-- key: kpi
-- meaning: the streams that were last loaded longer before the knowledge instant
--   than the settings allow.
WITH stale AS (
  SELECT f.source, f.stream
  FROM core.source_freshness f
  CROSS JOIN core.settings s
  WHERE minutes_between(f.last_loaded_at, s.known_at) > 60 * coalesce(f.warn_hours, s.stale_hours)
)
SELECT k.kpi, listagg(t.source || '.' || t.stream, ', ' ORDER BY t.source, t.stream) AS stale_streams
FROM metrics.kpi_streams k
JOIN stale t ON t.stream = k.stream
GROUP BY k.kpi
