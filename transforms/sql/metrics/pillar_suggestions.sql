-- grain: one row per pillar the data tell something of
-- key: pillar
-- meaning: the highest level at which this level's measured criteria and those of the
--   levels below are all met; a level without a measured criterion ends it, for that
--   is left to people.
WITH levels AS (
  SELECT pillar, level, bool_and(is_met) AS is_met FROM marts.pillar_facts GROUP BY pillar, level
),
reached AS (
  SELECT
    p.pillar, n.level,
    min(CASE WHEN coalesce(l.is_met, FALSE) THEN 1 ELSE 0 END) OVER (PARTITION BY p.pillar ORDER BY n.level) AS is_met
  FROM (SELECT DISTINCT pillar FROM levels) p
  CROSS JOIN (VALUES (1), (2), (3)) AS n(level)
  LEFT JOIN levels l ON l.pillar = p.pillar AND l.level = n.level
)
SELECT pillar, CAST(max(CASE WHEN is_met = 1 THEN level ELSE 0 END) AS INTEGER) AS level
FROM reached
GROUP BY pillar
