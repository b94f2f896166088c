-- grain: one row per subscription given as a plan and stretch of days of one state
-- key: source, subscription_id, start_date
-- meaning: the plan cut at the days its terms change and its trial, discount, pause or
--   arrears begin or end. net_amount is what an interval costs then, without tax and
--   less the discounts the settings count. Subscriptions whose periods the files give
--   directly are left to those.
WITH plans AS (
  SELECT t.*, s.pause
  FROM staging.files_plan_terms t
  CROSS JOIN core.settings s
  WHERE NOT EXISTS (
    SELECT 1 FROM raw.files_subscription_periods d
    WHERE d._source = t.source AND d.subscription_id = t.subscription_id
  )
),
cuts AS (
  SELECT source, subscription_id, trial_end AS day FROM plans
  UNION
  SELECT source, subscription_id, paused_from FROM plans WHERE pause = 'zero_mrr'
  UNION
  SELECT source, subscription_id, paused_to FROM plans WHERE pause = 'zero_mrr'
  UNION
  SELECT source, subscription_id, arrears_from FROM plans
  UNION
  SELECT source, subscription_id, valid_from FROM staging.files_plan_states
  UNION
  SELECT source, subscription_id, discount_until FROM staging.files_plan_states
),
placed AS (
  SELECT
    p.source, p.subscription_id, c.day AS start_date, t.valid_from,
    coalesce(lead(c.day) OVER (PARTITION BY p.source, p.subscription_id ORDER BY c.day), p.ended_on) AS end_date,
    max(t.valid_from) OVER (PARTITION BY p.source, p.subscription_id ORDER BY c.day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS state_from
  FROM plans p
  CROSS JOIN core.settings s
  JOIN cuts c ON c.source = p.source AND c.subscription_id = p.subscription_id
  LEFT JOIN staging.files_plan_states t ON t.source = c.source AND t.subscription_id = c.subscription_id AND t.valid_from = c.day
  WHERE c.day >= p.started_on AND (p.ended_on IS NULL OR c.day < p.ended_on) AND c.day <= s.as_of
)
SELECT
  a.source, a.subscription_id, a.start_date, a.end_date, p.customer_id, p.currency, p.trial_end, p.paused_from, p.paused_to,
  p.arrears_from, p.past_due_since, t.product, t.months, t.quantity, t.seats, t.renewal_date,
  not_negative(CASE WHEN t.discount_until IS NULL OR a.start_date < t.discount_until
    THEN t.amount * (1 - t.discount_percent / 100) - t.discount_amount ELSE t.amount END) / (1 + t.included_tax_percent / 100) AS net_amount
FROM placed a
JOIN plans p ON p.source = a.source AND p.subscription_id = a.subscription_id
JOIN staging.files_plan_states t ON t.source = a.source AND t.subscription_id = a.subscription_id AND t.valid_from = a.state_from
