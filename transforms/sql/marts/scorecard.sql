-- grain: one row per KPI of the configured scorecard
-- key: as_of, kpi
-- meaning: the balanced scorecard. score is 0 at the floor and 1 at the target;
--   status is green from the score green on, yellow from yellow on, both included.
--   previous is the period before, or one month earlier. A KPI without a value, on a
--   stale stream or a failed check is grey and not trusted; reason says why. counter
--   is the KPI that shows what this one may be bought with.
-- check: not_null(as_of, perspective, kpi, status, trusted)
-- check: references(perspective, core.perspectives.perspective)
-- check: accepted(status, green, yellow, red, grey)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 1.2)
-- check: expression(trusted OR status = 'grey')
WITH scored AS (
  SELECT
    t.kpi, c.actual, c.previous, c.metric, c.span, c.period_start, c.figure_id, c.n, c.score, c.green, c.yellow,
    c.actual IS NOT NULL AND u.kpi IS NULL AS trusted,
    CASE WHEN u.failed_checks IS NOT NULL THEN 'failed_check' WHEN u.kpi IS NOT NULL THEN 'stale' ELSE c.reason END AS reason,
    u.stale_streams, u.failed_checks
  FROM core.scorecard_targets t
  JOIN metrics.kpi_scores c ON c.kpi = t.kpi
  LEFT JOIN metrics.kpi_trust u ON u.kpi = t.kpi
),
judged AS (
  SELECT
    *,
    CASE
      WHEN NOT trusted OR score IS NULL THEN 'grey'
      WHEN score >= green THEN 'green'
      WHEN score >= yellow THEN 'yellow'
      ELSE 'red'
    END AS status
  FROM scored
)
SELECT
  s.as_of, t.perspective, t.objective, t.kpi, t.unit, j.actual, j.previous, t.target, t.floor,
  j.score, j.status, j.trusted, t.owner,
  t.weight, j.reason, j.stale_streams, j.failed_checks, t.direction, t.target_to, t.ceiling, j.green, j.yellow,
  coalesce(o.title, t.objective) AS objective_title, o.goal,
  j.metric, j.span, j.period_start, j.figure_id, j.n,
  t.cadence, t.kind, t.department, nullif(t.counter, '') AS counter, x.actual AS counter_actual, x.status AS counter_status,
  t.review_by, coalesce(t.review_by < s.as_of, FALSE) AS is_overdue,
  t.benchmark, t.benchmark_source, t.benchmark_date, t.place, p.place AS perspective_place
FROM core.scorecard_targets t
CROSS JOIN core.settings s
JOIN judged j ON j.kpi = t.kpi
LEFT JOIN core.perspectives p ON p.perspective = t.perspective
LEFT JOIN core.objectives o ON o.objective = t.objective
LEFT JOIN judged x ON x.kpi = t.counter
