-- grain: one row per customer, day it was active and later day it changed segment, within one window
-- key: dimension, customer_id, day, moved_on
-- meaning: the user-days a customer takes along from one segment to the next: the
--   days on which its users, of no other customer, were active while it was in
--   segment_before or earlier, and which the window still holds on moved_on.
WITH spans AS (
  SELECT
    dimension, customer_id, segment, valid_from,
    lag(segment) OVER (PARTITION BY dimension, customer_id ORDER BY valid_from) AS segment_before
  FROM metrics.segment_spans
)
SELECT
  m.dimension, m.customer_id, u.day, m.valid_from AS moved_on, m.segment_before, m.segment, count(*) AS users
FROM spans m
CROSS JOIN core.settings s
JOIN metrics.user_days u ON u.customer_id = m.customer_id AND u.day < m.valid_from AND u.day > add_days(m.valid_from, -s.mau_days)
LEFT JOIN metrics.shared_users h ON h.user_id = u.user_id
WHERE m.segment_before IS NOT NULL AND h.user_id IS NULL
GROUP BY m.dimension, m.customer_id, u.day, m.valid_from, m.segment_before, m.segment
