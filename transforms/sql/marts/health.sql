-- grain: one row per customer paying at the as-of day
-- key: as_of, customer_id
-- meaning: score 0 to 100, higher is better, and its band; grey is not scored for
--   want of data. plain_band is what the score alone says, band what hysteresis makes
--   of it, since band_since. gate is the measure that caps the score. pulse is the
--   team's opinion, pulse_weight its share of the score; measured_score is without
--   it. previous_* are a week earlier with today's knowledge, the band as published
--   then, null where the customer did not pay.
-- check: not_null(as_of, customer_id, profile, band, plain_band, coverage)
-- check: accepted(band, green, yellow, red, grey)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 100)
-- check: expression((band = 'grey') = (score IS NULL))
SELECT
  h.day AS as_of, h.customer_id, h.profile, h.score, h.band, h.coverage, h.gate,
  b.band AS previous_band,
  b.score AS previous_score,
  h.ungated_score, h.plain_band, h.band_since, h.gate_reason,
  h.measured_score, h.weighted_score, h.pulse, h.pulse_on, h.pulse_weight, a.fitting_profiles
FROM metrics.customer_health h
JOIN metrics.reference_days d ON d.day = h.day AND d.moment = 'current'
JOIN metrics.health_assignments a ON a.day = h.day AND a.customer_id = h.customer_id
CROSS JOIN metrics.reference_days w
LEFT JOIN metrics.customer_health b ON b.day = w.day AND b.customer_id = h.customer_id
WHERE w.moment = 'week_ago'
