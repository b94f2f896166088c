-- grain: one row per customer and feature, of its plan or used anyway
-- key: as_of, customer_id, feature
-- meaning: uses (events) of the feature in the 90 days to the as-of day and in the
--   90 days before, by how many people. depth is the share of the users active in
--   the last 28 days that used it in them.
-- check: not_null(as_of, customer_id, feature, in_plan, active_users, uses, previous_uses)
WITH used AS (
  SELECT
    e.customer_id, e.feature,
    count(DISTINCT CASE WHEN e.day > add_days(s.as_of, -90) THEN e.user_id END) AS active_users,
    sum_int(CASE WHEN e.day > add_days(s.as_of, -90) THEN e.uses ELSE 0 END) AS uses,
    sum_int(CASE WHEN e.day > add_days(s.as_of, -90) THEN 0 ELSE e.uses END) AS previous_uses
  FROM metrics.feature_events e
  CROSS JOIN core.settings s
  WHERE e.day > add_days(s.as_of, -180)
  GROUP BY e.customer_id, e.feature
),
planned AS (
  SELECT DISTINCT c.customer_id, f.feature
  FROM metrics.customer_states c
  JOIN core.settings s ON s.as_of = c.day
  JOIN core.features f ON f.plan = '*' OR lower(f.plan) = lower(c.plan)
),
either AS (
  SELECT customer_id, feature FROM used
  UNION
  SELECT customer_id, feature FROM planned
)
SELECT
  s.as_of, e.customer_id, e.feature,
  p.customer_id IS NOT NULL AS in_plan,
  coalesce(u.active_users, 0) AS active_users,
  coalesce(u.uses, 0) AS uses,
  coalesce(u.previous_uses, 0) AS previous_uses,
  ratio(coalesce(w.active_users, 0), a.mau) AS depth
FROM either e
CROSS JOIN core.settings s
LEFT JOIN used u ON u.customer_id = e.customer_id AND u.feature = e.feature
LEFT JOIN planned p ON p.customer_id = e.customer_id AND p.feature = e.feature
LEFT JOIN metrics.feature_use w ON w.day = s.as_of AND w.customer_id = e.customer_id AND w.feature = e.feature
LEFT JOIN metrics.customer_activity a ON a.day = s.as_of AND a.customer_id = e.customer_id
