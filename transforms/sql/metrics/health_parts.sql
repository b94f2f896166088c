-- grain: one row per reference day, customer paying at its end and part of its score
-- key: day, customer_id, part
-- meaning: what makes the score what it is; a customer's parts add up to it. The
--   measures of its profile that are known, pulse, rule (what a simple profile makes
--   of the mean) and cap (what a gate takes off). A grey customer has none.
WITH scored AS (
  SELECT * FROM metrics.health_scores WHERE score IS NOT NULL
)
SELECT
  i.day, i.customer_id, i.measure AS part, i.dimension, i.dimension_group,
  (1 - h.pulse_weight) * ratio(i.score * i.weight * i.dimension_weight, d.present_weight * h.present_weight) AS contribution
FROM metrics.health_inputs i
JOIN scored h ON h.day = i.day AND h.customer_id = i.customer_id
JOIN metrics.dimension_scores d ON d.day = i.day AND d.customer_id = i.customer_id AND d.dimension = i.dimension
WHERE i.score IS NOT NULL
UNION ALL
SELECT day, customer_id, 'pulse', 'pulse', 'opinion', pulse_weight * pulse
FROM scored
WHERE pulse_weight > 0
UNION ALL
SELECT day, customer_id, 'rule', NULL, NULL, (1 - pulse_weight) * (measured_score - weighted_score)
FROM scored
WHERE measured_score <> weighted_score
UNION ALL
SELECT day, customer_id, 'cap', NULL, NULL, score - ungated_score
FROM scored
WHERE score < ungated_score
