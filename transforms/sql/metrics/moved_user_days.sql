-- grain: one row per customer, day it was active and later day it changed segment, within one window
-- key: dimension, customer_id, day, moved_on
-- sorted: no
-- meaning: the user-days a customer takes along from one segment to the next: the
--   days on which its users, of no other customer, were active while it was in
--   segment_before or earlier, and which the window still holds on moved_on.
WITH spans AS (
  SELECT
    dimension, customer_id, segment, valid_from,
    lag(segment) OVER (PARTITION BY dimension, customer_id ORDER BY valid_from) AS segment_before
  FROM metrics.segment_spans
),
-- Each move with the days it takes along, so that these are found by equality.
taken AS (
  SELECT m.dimension, m.customer_id, m.segment_before, m.segment, m.valid_from AS moved_on, CAST(spine.day AS DATE) AS day
  FROM spans m
  CROSS JOIN core.settings s
  CROSS JOIN UNNEST(generate_series(add_days(m.valid_from, 1 - s.mau_days), add_days(m.valid_from, -1), INTERVAL 1 DAY)) AS spine(day)
  WHERE m.segment_before IS NOT NULL
)
SELECT t.dimension, t.customer_id, t.day, t.moved_on, t.segment_before, t.segment, d.own_users AS users
FROM taken t
JOIN metrics.customer_days d ON d.customer_id = t.customer_id AND d.day = t.day
WHERE d.own_users > 0
