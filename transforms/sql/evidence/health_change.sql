-- adds: sum(part)
-- meaning: one row per part of the score: measures, the team's pulse, the rule of a
--   simple profile, the cap of a gate; part is what it added or took since the week
--   before, base what it contributes now.
SELECT
  m.customer_id, 'health_measure' AS record, CAST(NULL AS VARCHAR) AS source, m.measure AS record_id, m.as_of AS day,
  CAST(round(m.previous_contribution, 2) AS VARCHAR) || ' before, ' || CAST(round(m.contribution, 2) AS VARCHAR) || ' now' AS detail,
  m.change AS part, m.contribution AS base
FROM metrics.figure f
JOIN marts.health_moves m ON m.as_of = f.period_start AND m.customer_id = f.customer_id
