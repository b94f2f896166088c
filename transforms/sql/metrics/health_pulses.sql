-- grain: one row per reference day and paying customer the team noted a pulse of
-- key: day, customer_id
-- meaning: the newest pulse on the scale 0 to 100, and how much of the score it is:
--   the most on the day it was noted, every day less, nothing once it is too old. A
--   pulse off the scale counts nowhere.
SELECT
  v.day, v.customer_id, v.value AS noted, v.seen_on AS noted_on,
  100 * (v.value - p.worst) / (p.best - p.worst) AS score,
  p.max_weight * not_negative(1 - CAST(days_between(v.seen_on, v.day) AS DOUBLE) / p.max_age_days) AS weight
FROM metrics.measures v
CROSS JOIN core.health_pulse p
WHERE v.measure = 'pulse' AND v.value BETWEEN least(p.worst, p.best) AND greatest(p.worst, p.best)
