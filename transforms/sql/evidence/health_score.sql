-- adds: sum(part)
-- meaning: one row per measure of the customer's profile; part is what it contributes
--   to the score, base its weight. A cap takes off what lies above it. A customer
--   that is not scored has no parts.
WITH score AS (
  SELECT h.customer_id, h.as_of, h.score, h.ungated_score, h.gate
  FROM metrics.figure f
  JOIN marts.health h ON h.as_of = f.period_start AND h.customer_id = f.customer_id
)
SELECT
  s.customer_id, 'health_measure' AS record, CAST(NULL AS VARCHAR) AS source, i.measure AS record_id, s.as_of AS day,
  CASE WHEN i.value IS NULL THEN 'not known'
    ELSE 'value ' || CAST(round(i.value, 4) AS VARCHAR) || ', ' || CAST(round(i.score, 1) AS VARCHAR) || ' of 100' END AS detail,
  CASE WHEN s.score IS NOT NULL THEN i.contribution END AS part,
  i.weight AS base
FROM score s
JOIN marts.health_inputs i ON i.as_of = s.as_of AND i.customer_id = s.customer_id
UNION ALL
SELECT customer_id, 'cap', NULL, gate, as_of, 'caps the score', score - ungated_score, NULL
FROM score
WHERE gate IS NOT NULL AND score < ungated_score
