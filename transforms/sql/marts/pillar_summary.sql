-- grain: one row
-- key: as_of
-- meaning: how mature Customer Success is judged to be: score is the mean level of the
--   pillars judged, of 3, and coverage how many of them are. weakest are those of the
--   lowest level. previous_score is of the levels before, of the same pillars.
-- check: expression(score IS NULL OR score BETWEEN 0 AND 1)
-- check: expression(assessed <= pillars)
WITH lowest AS (
  SELECT min(level_number) AS number FROM marts.pillars
),
counted AS (
  SELECT
    as_of, count(*) AS pillars, count(level_number) AS assessed,
    sum_int(CASE WHEN is_stale THEN 1 ELSE 0 END) AS stale,
    ratio(sum(level_number), 3 * count(level_number)) AS score,
    ratio(sum(CASE WHEN level_number IS NOT NULL THEN previous_number END), 3 * count(CASE WHEN level_number IS NOT NULL THEN previous_number END)) AS previous_score
  FROM marts.pillars
  GROUP BY as_of
),
weakest AS (
  SELECT listagg(p.pillar, ', ' ORDER BY p.place) AS pillars FROM marts.pillars p JOIN lowest l ON l.number = p.level_number
)
SELECT
  c.as_of, c.pillars, c.assessed, ratio(c.assessed, c.pillars) AS coverage, c.score, c.previous_score, w.pillars AS weakest, c.stale,
  CASE WHEN c.assessed = 0 THEN 'not_assessed' END AS reason
FROM counted c
CROSS JOIN weakest w
