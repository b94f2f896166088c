-- grain: one row per pillar of Customer Success
-- key: as_of, pillar
-- meaning: the newest assessment known on the day, the one before, and the change in
--   levels (none 0 to advanced 3). A pillar nobody judged has no level, which is not
--   none. is_stale: judged over a year ago. suggested_level is what the data show, and
--   is never taken for the judgement; null where nothing can be measured.
-- check: not_null(as_of, pillar, title)
-- check: accepted(level, none, basic, intermediate, advanced)
-- check: accepted(suggested_level, none, basic, intermediate, advanced)
WITH ranked AS (
  SELECT
    a.*, l.number,
    row_number() OVER (PARTITION BY a.pillar ORDER BY a.assessed_on DESC) AS back
  FROM core.pillar_assessments a
  JOIN core.settings s ON a.assessed_on <= s.as_of
  JOIN (VALUES ('none', 0), ('basic', 1), ('intermediate', 2), ('advanced', 3)) AS l(level, number) ON l.level = a.level
)
SELECT
  s.as_of, p.place, p.pillar, p.title, p.basic, p.intermediate, p.advanced,
  n.level, n.number AS level_number, n.assessed_on, n.assessed_by, n.evidence,
  b.level AS previous_level, b.number AS previous_number, b.assessed_on AS previous_on,
  n.number - b.number AS change,
  n.assessed_on < add_months(s.as_of, -12) AS is_stale,
  CASE g.level WHEN 0 THEN 'none' WHEN 1 THEN 'basic' WHEN 2 THEN 'intermediate' WHEN 3 THEN 'advanced' END AS suggested_level,
  g.level AS suggested_number,
  CASE WHEN n.pillar IS NULL THEN 'not_assessed' WHEN n.assessed_on < add_months(s.as_of, -12) THEN 'stale' END AS reason
FROM core.pillars p
CROSS JOIN core.settings s
LEFT JOIN ranked n ON n.pillar = p.pillar AND n.back = 1
LEFT JOIN ranked b ON b.pillar = p.pillar AND b.back = 2
LEFT JOIN metrics.pillar_suggestions g ON g.pillar = p.pillar
