-- grain: one row per KPI of the configured scorecard
-- key: as_of, kpi
-- meaning: the balanced scorecard. score is 0 at the floor and 1 at the target, on
--   a straight line whichever of the two is higher. previous is one month earlier.
--   A KPI without a value, or resting on a stale stream, is grey and not trusted.
-- check: not_null(as_of, perspective, kpi, status, trusted)
-- check: accepted(perspective, financial, customer, internal, learning)
-- check: accepted(status, green, yellow, red, grey)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 1)
WITH scored AS (
  SELECT
    s.as_of, t.perspective, t.objective, t.kpi, t.unit, v.actual, v.previous, t.target, t.floor,
    clamp(round(ratio(v.actual - t.floor, t.target - t.floor), 12), 0.0, 1.0) AS score,
    v.actual IS NOT NULL AND u.kpi IS NULL AS trusted,
    t.owner, u.stale_streams,
    coalesce(nullif(t.weight, 0), 1) AS weight
  FROM core.scorecard_targets t
  CROSS JOIN core.settings s
  LEFT JOIN metrics.kpi_values v ON v.kpi = t.kpi
  LEFT JOIN metrics.kpi_trust u ON u.kpi = t.kpi
)
SELECT
  as_of, perspective, objective, kpi, unit, actual, previous, target, floor,
  score,
  CASE
    WHEN NOT trusted OR score IS NULL THEN 'grey'
    WHEN score >= 1 THEN 'green'
    WHEN score >= 0.8 THEN 'yellow'
    ELSE 'red'
  END AS status,
  trusted, owner, weight, stale_streams
FROM scored
