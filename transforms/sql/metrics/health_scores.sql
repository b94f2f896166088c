-- grain: one row per reference day and customer paying at its end
-- key: day, customer_id
-- meaning: the score before any memory of other nights. weighted_score is the mean of
--   the dimensions known; measured_score is what the profile makes of it (a simple
--   one goes by the poorest measure), ungated_score counts the team's pulse in, and
--   score is capped by gates and null where too little is known.
WITH means AS (
  SELECT
    day, customer_id, profile,
    sum(CASE WHEN score IS NOT NULL THEN weight END) AS present_weight,
    round(ratio(sum(score * weight), sum(CASE WHEN score IS NOT NULL THEN weight END)), 9) AS weighted_score,
    round(coalesce(ratio(sum(weight * coverage), sum(weight)), 0), 9) AS coverage
  FROM metrics.dimension_scores
  GROUP BY day, customer_id, profile
),
poorest AS (
  SELECT i.day, i.customer_id, min(band_level(band_of(i.score, s.health_green, s.health_yellow))) AS lowest
  FROM metrics.health_inputs i
  CROSS JOIN core.settings s
  WHERE i.score IS NOT NULL
  GROUP BY i.day, i.customer_id
),
measured AS (
  SELECT
    m.*,
    -- Good, average and poor are worth 100, 60 and 40.
    CASE WHEN p.model = 'simple' THEN CASE l.lowest WHEN 3 THEN 100.0 WHEN 2 THEN 60.0 WHEN 1 THEN 40.0 END ELSE m.weighted_score END AS measured_score,
    u.score AS pulse, u.noted_on AS pulse_on, coalesce(u.weight, 0) AS pulse_weight,
    g.measure AS gate, g.reason AS gate_reason, g.cap
  FROM means m
  JOIN core.health_profiles p ON p.profile = m.profile
  LEFT JOIN poorest l ON l.day = m.day AND l.customer_id = m.customer_id
  LEFT JOIN metrics.health_pulses u ON u.day = m.day AND u.customer_id = m.customer_id
  LEFT JOIN metrics.holding_gates g ON g.day = m.day AND g.customer_id = m.customer_id
),
weighed AS (
  SELECT m.*, CASE WHEN pulse_weight > 0 THEN round((1 - pulse_weight) * measured_score + pulse_weight * pulse, 9) ELSE measured_score END AS ungated_score
  FROM measured m
)
SELECT
  w.day, w.customer_id, w.profile, w.weighted_score, w.measured_score, w.ungated_score, w.coverage, w.present_weight,
  w.pulse, w.pulse_on, w.pulse_weight, w.gate, w.gate_reason, w.cap,
  CASE
    WHEN w.coverage < s.health_min_coverage OR w.ungated_score IS NULL THEN NULL
    WHEN w.gate IS NOT NULL THEN least(w.ungated_score, w.cap)
    ELSE w.ungated_score
  END AS score
FROM weighed w
CROSS JOIN core.settings s
