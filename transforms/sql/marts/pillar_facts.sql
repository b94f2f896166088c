-- grain: one row per pillar, level and criterion the data can measure
-- key: as_of, pillar, level, fact, unit
-- meaning: what a suggested level rests on. A criterion is met at or above least; an
--   unknown value meets nothing.
-- check: not_null(as_of, pillar, level, fact, least, is_met)
-- check: accepted(unit, count, share, proof)
WITH facts AS (
  SELECT * FROM metrics.pillar_facts_value
  UNION ALL
  SELECT * FROM metrics.pillar_facts_risk
  UNION ALL
  SELECT * FROM metrics.pillar_facts_growth
)
SELECT s.as_of, f.pillar, f.level, f.fact, f.unit, f.value, CAST(f.least AS DOUBLE) AS least, coalesce(f.value >= f.least, FALSE) AS is_met
FROM facts f
JOIN core.pillars p ON p.pillar = f.pillar
CROSS JOIN core.settings s
