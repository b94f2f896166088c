-- grain: one row per subscription given as a plan and stretch of days of one state
-- key: source, subscription_id, start_date
-- meaning: what the plan earns a month, and why it earns nothing: kind. A pause keeps
--   its MRR where the settings say so; end_reason says what the end means.
WITH judged AS (
  SELECT
    p.*,
    CASE
      WHEN p.start_date < p.trial_end THEN 'trial'
      WHEN p.net_amount = 0 THEN 'free'
      WHEN s.pause = 'zero_mrr' AND p.start_date >= p.paused_from AND (p.paused_to IS NULL OR p.start_date < p.paused_to) THEN 'paused'
      WHEN p.start_date >= p.arrears_from THEN 'past_due'
      ELSE 'paid'
    END AS kind
  FROM staging.files_plan_pieces p
  CROSS JOIN core.settings s
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
