-- grain: one row per customer with a champion, now or lost in the last 90 days
-- key: customer_id
-- meaning: champions are who the team names so. Where it names nobody, a contact the
--   CRM lost counts as one if it was among the three most active users of the eight
--   weeks before. An address is no name: what goes before the @ stands for it.
WITH named AS (
  SELECT
    k.customer_id, coalesce(k.name, split_part(k.person, '@', 1)) AS name, k.left_on
  FROM core.key_people k
  WHERE k.role = 'champion' AND k.customer_id IS NOT NULL
),
departed AS (
  SELECT d.customer_id, d.email, d.name, d.left_on
  FROM core.departed_contacts d
  CROSS JOIN core.settings s
  WHERE d.customer_id IS NOT NULL AND d.email IS NOT NULL AND d.left_on > add_days(s.as_of, -90)
    AND d.customer_id NOT IN (SELECT customer_id FROM named)
),
users AS (
  SELECT d.customer_id, d.email, d.name, d.left_on, u.user_id, count(*) AS active_days
  FROM departed d
  JOIN metrics.user_days u
    ON u.customer_id = d.customer_id AND u.day < d.left_on AND u.day >= add_days(d.left_on, -56)
  GROUP BY d.customer_id, d.email, d.name, d.left_on, u.user_id
),
ranked AS (
  SELECT u.*, row_number() OVER (PARTITION BY customer_id, email, left_on ORDER BY active_days DESC, user_id) AS place
  FROM users u
),
people AS (
  SELECT customer_id, name, left_on FROM named
  UNION ALL
  SELECT customer_id, coalesce(name, split_part(email, '@', 1)), left_on
  FROM ranked
  WHERE place <= 3 AND lower(user_id) = email
)
SELECT
  p.customer_id,
  sum_int(CASE WHEN p.left_on IS NULL THEN 1 ELSE 0 END) AS champions,
  sum_int(CASE WHEN p.left_on > add_days(s.as_of, -90) THEN 1 ELSE 0 END) AS champions_left,
  max_by(p.name, ROW(p.left_on, p.name)) FILTER (WHERE p.left_on IS NOT NULL) AS lost_champion,
  max(p.left_on) AS left_on
FROM people p
CROSS JOIN core.settings s
WHERE p.left_on IS NULL OR p.left_on > add_days(s.as_of, -90)
GROUP BY p.customer_id
