-- grain: one row per customer with a user who came often in the eight weeks before the last
-- key: customer_id
-- meaning: the power user is who was active on most days of these eight weeks, and on
--   16 of them at least. silent_days end on the newest day anybody was active, so
--   that a tracker that stopped silences nobody. longest_gap is the longest silence
--   between two of its days in the eight weeks.
WITH days AS (
  SELECT
    d.customer_id, d.user_id, d.day, d.events,
    d.day <= add_days(s.as_of, -7) AS is_before,
    days_between(lag(d.day) OVER (PARTITION BY d.customer_id, d.user_id ORDER BY d.day), d.day) - 1 AS gap
  FROM metrics.user_days d
  CROSS JOIN core.settings s
  WHERE d.customer_id <> '' AND d.day > add_days(s.as_of, -63)
),
users AS (
  SELECT
    customer_id, user_id,
    max(day) AS last_seen_on,
    sum_int(CASE WHEN is_before THEN 1 ELSE 0 END) AS active_days,
    sum_int(CASE WHEN is_before THEN events ELSE 0 END) AS events,
    coalesce(max(CASE WHEN is_before THEN gap END), 0) AS longest_gap
  FROM days
  GROUP BY customer_id, user_id
),
ranked AS (
  SELECT
    u.*,
    row_number() OVER (PARTITION BY customer_id ORDER BY active_days DESC, events DESC, user_id) AS place
  FROM users u
)
SELECT
  r.customer_id, r.user_id, r.last_seen_on, r.active_days, r.longest_gap,
  days_between(r.last_seen_on, n.newest_day) AS silent_days
FROM ranked r
CROSS JOIN (SELECT max(day) AS newest_day FROM days) n
WHERE r.place = 1 AND r.active_days >= 16
