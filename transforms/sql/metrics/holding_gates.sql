-- grain: one row per reference day and paying customer with a signal that caps its score
-- key: day, customer_id
-- meaning: of the gates of its profile that hold, the one with the lowest cap.
SELECT day, customer_id, measure, value, cap, reason
FROM (
  SELECT
    a.day, a.customer_id, g.measure, v.value, g.cap, g.reason,
    row_number() OVER (PARTITION BY a.day, a.customer_id ORDER BY g.cap, g.place) AS place
  FROM metrics.health_assignments a
  JOIN core.health_gates g ON g.profile = a.profile
  JOIN metrics.measures v ON v.day = a.day AND v.customer_id = a.customer_id AND v.measure = g.measure
  WHERE v.value > g.above OR v.value < g.below
) holding
WHERE place = 1
