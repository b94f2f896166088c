-- grain: one row per KPI that is not to be trusted
-- key: kpi
-- meaning: the stale streams and the failed checks of the sources it rests on.
WITH doubts AS (
  SELECT k.kpi, a.source || '.' || a.stream AS stream, CAST(NULL AS VARCHAR) AS check_name
  FROM metrics.kpi_areas k
  JOIN metrics.stream_areas a ON a.area = k.area AND a.is_stale
  UNION
  SELECT k.kpi, NULL, f.check_name
  FROM metrics.kpi_areas k
  JOIN metrics.failed_checks f ON f.area = k.area
)
SELECT
  kpi,
  listagg(stream, ', ' ORDER BY stream) AS stale_streams,
  listagg(check_name, ', ' ORDER BY check_name) AS failed_checks
FROM doubts
GROUP BY kpi
