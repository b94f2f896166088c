-- grain: one row per subscription given as a plan and stretch of days of one state
-- key: source, subscription_id, start_date
-- meaning: the plan cut at the days its trial, discount, pause or arrears begin
--   or end. Subscriptions whose periods the files give directly are left to those.
WITH plans AS (
  SELECT t.*
  FROM staging.files_plan_terms t
  WHERE NOT EXISTS (
    SELECT 1 FROM raw.files_subscription_periods d
    WHERE d._source = t.source AND d.subscription_id = t.subscription_id
  )
),
cuts AS (
  SELECT source, subscription_id, started_on AS day FROM plans
  UNION
  SELECT source, subscription_id, trial_end FROM plans
  UNION
  SELECT source, subscription_id, discount_end FROM plans
  UNION
  SELECT source, subscription_id, paused_from FROM plans
  UNION
  SELECT source, subscription_id, paused_to FROM plans
  UNION
  SELECT source, subscription_id, arrears_from FROM plans
),
pieces AS (
  SELECT
    p.*, c.day AS start_date,
    coalesce(lead(c.day) OVER (PARTITION BY p.source, p.subscription_id ORDER BY c.day), p.ended_on) AS end_date
  FROM plans p
  CROSS JOIN core.settings s
  JOIN cuts c ON c.source = p.source AND c.subscription_id = p.subscription_id
  WHERE c.day >= p.started_on AND (p.ended_on IS NULL OR c.day < p.ended_on) AND c.day <= s.as_of
),
priced AS (
  SELECT
    p.*,
    CASE WHEN discount_end IS NULL OR start_date < discount_end
      THEN greatest(amount * (1 - discount_percent / 100) - discount_amount, 0) ELSE amount END AS net_amount
  FROM pieces p
),
judged AS (
  SELECT
    p.*,
    CASE
      WHEN start_date < trial_end THEN 'trial'
      WHEN net_amount = 0 THEN 'free'
      WHEN start_date >= paused_from AND (paused_to IS NULL OR start_date < paused_to) THEN 'paused'
      WHEN start_date >= arrears_from THEN 'past_due'
      ELSE 'paid'
    END AS kind
  FROM priced p
),
followed AS (
  SELECT
    j.*,
    lead(kind) OVER (PARTITION BY source, subscription_id ORDER BY start_date) AS next_kind
  FROM judged j
)
SELECT
  source, subscription_id, start_date, end_date, customer_id, product,
  CAST(CASE WHEN kind = 'paid' THEN round(net_amount / months, 6) ELSE 0 END AS DECIMAL(18, 6)) AS mrr,
  currency, kind,
  CASE
    WHEN end_date IS NULL THEN NULL
    WHEN next_kind IS NOT NULL THEN CASE next_kind WHEN 'paid' THEN 'change' WHEN 'paused' THEN 'pause' ELSE next_kind END
    WHEN past_due_since < end_date THEN 'involuntary'
    ELSE 'voluntary'
  END AS end_reason,
  renewal_date, coalesce(seats, CAST(quantity AS BIGINT)) AS seats
FROM followed
