-- grain: one row per month and customer that has ever had a contract or a charge
-- key: month, customer_id
-- meaning: the account its money counts as in that month, by the links valid at the
--   level day: itself, the account it was merged into, or (movement_grain: parent) the
--   head of its group.
WITH payers AS (
  SELECT customer_id FROM core.subscription_periods WHERE customer_id IS NOT NULL
  UNION
  SELECT customer_id FROM core.signed_subscriptions WHERE customer_id IS NOT NULL
  UNION
  SELECT customer_id FROM core.usage_charges WHERE customer_id IS NOT NULL
),
linked AS (
  SELECT
    m.month, w.customer_id, w.unit_id,
    row_number() OVER (PARTITION BY m.month, w.customer_id ORDER BY w.steps DESC, w.valid_from DESC, w.unit_id) AS rank
  FROM metrics.unit_links w
  JOIN metrics.month_levels m ON w.valid_from <= m.level_day
)
SELECT m.month, p.customer_id, coalesce(l.unit_id, p.customer_id) AS unit_id
FROM payers p
CROSS JOIN metrics.month_levels m
LEFT JOIN linked l ON l.month = m.month AND l.customer_id = p.customer_id AND l.rank = 1
