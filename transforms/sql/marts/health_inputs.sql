-- grain: one row per customer paying at the as-of day and measure of its profile, and its pulse
-- key: as_of, customer_id, measure
-- meaning: why the score is what it is. score and contribution are null where the
--   value is not known or, is_stale, older than the profile allows; the contributions
--   add up to the score before a gate's cap and a simple profile's rule. weight is the
--   share of the profile, of pulse that of the score.
-- check: not_null(as_of, customer_id, measure, weight)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 100)
SELECT
  i.day AS as_of, i.customer_id, i.measure, i.value,
  CAST(i.score AS DOUBLE) AS score,
  i.share AS weight,
  (1 - h.pulse_weight) * ratio(i.score * i.weight * i.dimension_weight, n.present_weight * h.present_weight) AS contribution,
  i.dimension, i.dimension_group, i.seen_on, i.is_stale, i.worst, i.best
FROM metrics.health_inputs i
JOIN metrics.reference_days d ON d.day = i.day AND d.moment = 'current'
JOIN metrics.health_scores h ON h.day = i.day AND h.customer_id = i.customer_id
JOIN metrics.dimension_scores n ON n.day = i.day AND n.customer_id = i.customer_id AND n.dimension = i.dimension
UNION ALL
SELECT
  u.day, u.customer_id, 'pulse', u.noted, CASE WHEN u.weight > 0 THEN u.score END, u.weight,
  CASE WHEN u.weight > 0 THEN u.weight * u.score END, 'pulse', 'opinion', u.noted_on, u.weight = 0, p.worst, p.best
FROM metrics.health_pulses u
JOIN metrics.reference_days d ON d.day = u.day AND d.moment = 'current'
CROSS JOIN core.health_pulse p
