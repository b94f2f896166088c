-- adds: sum(part)
-- meaning: one row per measure of the customer's profile; part is what it contributes
--   to the score, base its weight. The team's pulse is one of them. A cap takes off
--   what lies above it, and a simple profile goes by the poorest measure. A customer
--   that is not scored has no parts.
WITH asked AS (
  SELECT h.customer_id, h.as_of, h.score, h.ungated_score, h.measured_score, h.weighted_score, h.pulse_weight, h.profile, h.gate, h.gate_reason
  FROM metrics.figure f
  JOIN marts.health h ON h.as_of = f.period_start AND h.customer_id = f.customer_id
),
moved AS (
  SELECT as_of, customer_id, measure,
    CASE WHEN abs(change) >= 0.05 THEN ', ' || CASE WHEN change > 0 THEN '+' ELSE '' END || CAST(round(change, 1) AS VARCHAR) || ' in a week' ELSE '' END AS words
  FROM marts.health_moves
)
SELECT
  s.customer_id, 'health_measure' AS record, CAST(NULL AS VARCHAR) AS source, i.measure AS record_id, coalesce(i.seen_on, s.as_of) AS day,
  i.dimension || ', ' || CASE
    WHEN i.value IS NULL THEN 'not known'
    WHEN i.is_stale THEN 'too old: value ' || CAST(round(i.value, 4) AS VARCHAR)
    ELSE 'value ' || CAST(round(i.value, 4) AS VARCHAR) || ', ' || CAST(round(i.score, 1) AS VARCHAR) || ' of 100'
  END || coalesce(m.words, '') AS detail,
  CASE WHEN s.score IS NOT NULL THEN i.contribution END AS part,
  i.weight AS base
FROM asked s
JOIN marts.health_inputs i ON i.as_of = s.as_of AND i.customer_id = s.customer_id
LEFT JOIN moved m ON m.as_of = s.as_of AND m.customer_id = s.customer_id AND m.measure = i.measure
UNION ALL
SELECT customer_id, 'rule', NULL, profile, as_of, 'the profile goes by the poorest measure', (1 - pulse_weight) * (measured_score - weighted_score), NULL
FROM asked
WHERE score IS NOT NULL AND measured_score <> weighted_score
UNION ALL
SELECT customer_id, 'cap', NULL, gate, as_of, gate_reason, score - ungated_score, NULL
FROM asked
WHERE gate IS NOT NULL AND score < ungated_score
