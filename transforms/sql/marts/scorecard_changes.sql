-- grain: one row per KPI of the scorecard
-- key: as_of, kpi
-- meaning: what changed since the last review, which looked at reviewed_on. then is
--   what was on record of the last night of the week to it, and null where no night
--   was recorded. move goes by the score, which knows what is
--   better; beyond its ends nothing moves. is_break: the
--   KPI was defined anew since, so that the two do not compare.
-- check: not_null(as_of, kpi, reviewed_on, move)
-- check: accepted(move, better, worse, same, new, gone, unknown, redefined)
WITH nights AS (
  SELECT n.*, row_number() OVER (PARTITION BY n.kpi ORDER BY n.as_of DESC) AS place
  FROM marts.scorecard_nights n
  JOIN metrics.last_review v ON n.as_of BETWEEN add_days(v.reviewed_on, -6) AND v.reviewed_on
),
breaks AS (
  SELECT n.kpi, max(CASE WHEN n.is_break THEN 1 ELSE 0 END) = 1 AS is_break
  FROM marts.scorecard_nights n
  JOIN metrics.last_review v ON n.as_of > v.reviewed_on
  GROUP BY n.kpi
),
compared AS (
  SELECT
    c.as_of, v.reviewed_on, n.as_of AS night_then, c.perspective, c.kpi, c.unit,
    n.actual AS actual_then, c.actual, c.actual - n.actual AS change,
    n.score AS score_then, c.score, n.status AS status_then, c.status, c.owner, c.is_overdue,
    coalesce(b.is_break, FALSE) AS is_break, c.perspective_place, c.place
  FROM marts.scorecard c
  CROSS JOIN metrics.last_review v
  LEFT JOIN nights n ON n.kpi = c.kpi AND n.place = 1
  LEFT JOIN breaks b ON b.kpi = c.kpi
)
SELECT
  *,
  CASE
    WHEN night_then IS NULL THEN 'unknown'
    WHEN actual_then IS NULL AND actual IS NULL THEN 'same'
    WHEN actual_then IS NULL THEN 'new'
    WHEN actual IS NULL THEN 'gone'
    WHEN is_break THEN 'redefined'
    WHEN score > score_then THEN 'better'
    WHEN score < score_then THEN 'worse'
    ELSE 'same'
  END AS move
FROM compared
