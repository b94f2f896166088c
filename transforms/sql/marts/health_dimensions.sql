-- grain: one row per customer paying at the as-of day and dimension of its profile, and its pulse
-- key: as_of, customer_id, dimension
-- meaning: the dimension's own score and band, null and grey where nothing of it is
--   known. dimension_group is product, relationship, or opinion of the team's pulse.
--   The contributions of a customer add up to its score as those of the measures do.
-- check: not_null(as_of, customer_id, dimension, dimension_group, band, weight, coverage)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 100)
SELECT
  n.day AS as_of, n.customer_id, n.dimension, n.dimension_group,
  CAST(n.score AS DOUBLE) AS score,
  band_of(n.score, s.health_green, s.health_yellow) AS band,
  CAST(n.weight AS DOUBLE) AS weight,
  CASE WHEN n.score IS NOT NULL THEN (1 - h.pulse_weight) * ratio(n.score * n.weight, h.present_weight) END AS contribution,
  n.coverage
FROM metrics.dimension_scores n
JOIN metrics.reference_days d ON d.day = n.day AND d.moment = 'current'
CROSS JOIN core.settings s
JOIN metrics.health_scores h ON h.day = n.day AND h.customer_id = n.customer_id
UNION ALL
SELECT
  u.day, u.customer_id, 'pulse', 'opinion', u.score, band_of(u.score, s.health_green, s.health_yellow), u.weight, u.weight * u.score, 1.0
FROM metrics.health_pulses u
CROSS JOIN core.settings s
JOIN metrics.reference_days d ON d.day = u.day AND d.moment = 'current'
WHERE u.weight > 0
