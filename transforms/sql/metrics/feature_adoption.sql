-- grain: one row per reference day and paying customer whose plan has features
-- key: day, customer_id
-- meaning: how many features its plan has, and how many of these it used often
--   enough; others do not count. adoption_depth is the mean share of active users
--   that use a feature of the plan, an unused one counting 0.
WITH planned AS (
  SELECT DISTINCT c.day, c.customer_id, f.feature
  FROM metrics.customer_states c
  JOIN core.features f ON f.plan = '*' OR lower(f.plan) = lower(c.plan)
)
SELECT
  p.day, p.customer_id,
  count(*) AS plan_features,
  sum_int(CASE WHEN u.uses >= s.feature_min_uses THEN 1 ELSE 0 END) AS used_features,
  ratio(sum_int(CASE WHEN u.uses >= s.feature_min_uses THEN 1 ELSE 0 END), count(*)) AS adoption_breadth,
  ratio(sum_int(coalesce(u.active_users, 0)), count(*) * a.mau) AS adoption_depth
FROM planned p
CROSS JOIN core.settings s
LEFT JOIN metrics.feature_use u ON u.day = p.day AND u.customer_id = p.customer_id AND u.feature = p.feature
LEFT JOIN metrics.customer_activity a ON a.day = p.day AND a.customer_id = p.customer_id
GROUP BY p.day, p.customer_id, a.mau
