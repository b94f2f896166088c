-- grain: one row per reference day and customer paying at its end
-- key: day, customer_id
-- meaning: the score and its band. Of the as-of day band is plain_band held back by
--   hysteresis, and a gate acts at once; of an earlier day it is the one published
--   then, or the plain one where that night was not recorded by tonight's definition.
WITH recorded AS (
  SELECT h.as_of AS day, h.customer_id, h.band
  FROM metrics.comparable_nights h
  JOIN metrics.reference_days d ON d.day = h.as_of
),
banded AS (
  SELECT
    h.*, s.as_of,
    band_of(h.score, s.health_green, s.health_yellow) AS plain_band,
    CASE
      WHEN h.score IS NULL THEN 'grey'
      WHEN h.day < s.as_of THEN coalesce(r.band, band_of(h.score, s.health_green, s.health_yellow))
      WHEN h.gate IS NOT NULL THEN band_at(least(b.level, band_level(band_of(h.cap, s.health_green, s.health_yellow))))
      ELSE band_at(b.level)
    END AS band
  FROM metrics.health_scores h
  CROSS JOIN core.settings s
  LEFT JOIN metrics.held_bands b ON b.customer_id = h.customer_id
  LEFT JOIN recorded r ON r.day = h.day AND r.customer_id = h.customer_id
)
SELECT
  b.day, b.customer_id, b.profile, b.score, b.weighted_score, b.measured_score, b.ungated_score, b.coverage, b.present_weight,
  b.pulse, b.pulse_on, b.pulse_weight, b.gate, b.gate_reason, b.plain_band, b.band,
  CASE WHEN b.day = b.as_of THEN CASE WHEN m.band = b.band THEN m.band_since ELSE b.day END END AS band_since
FROM banded b
LEFT JOIN metrics.health_memory m ON m.customer_id = b.customer_id
