-- grain: one row per subscription item and stretch of days of one kind
-- key: source, subscription_id, item_id, start_date
-- meaning: plan states cut where a trial or arrears begin or end. kind says why
--   a piece earns nothing: trial, free (nothing to pay), paused (nothing is asked
--   for, unless the settings keep the MRR of a pause) or past_due; else paid.
WITH cuts AS (
  SELECT source, subscription_id, item_id, start_date, start_date AS day FROM staging.billing_plan_states
  UNION
  SELECT source, subscription_id, item_id, start_date, trial_from FROM staging.billing_plan_states
  UNION
  SELECT source, subscription_id, item_id, start_date, trial_to FROM staging.billing_plan_states
  UNION
  SELECT p.source, p.subscription_id, p.item_id, p.start_date, a.start_date
  FROM staging.billing_plan_states p
  JOIN staging.billing_arrears a ON a.source = p.source AND a.subscription_id = p.subscription_id
  UNION
  SELECT p.source, p.subscription_id, p.item_id, p.start_date, a.end_date
  FROM staging.billing_plan_states p
  JOIN staging.billing_arrears a ON a.source = p.source AND a.subscription_id = p.subscription_id
),
pieces AS (
  SELECT
    p.*, c.day AS piece_start,
    coalesce(
      lead(c.day) OVER (PARTITION BY p.source, p.subscription_id, p.item_id, p.start_date ORDER BY c.day), p.end_date
    ) AS piece_end
  FROM staging.billing_plan_states p
  CROSS JOIN core.settings s
  JOIN cuts c
    ON c.source = p.source AND c.subscription_id = p.subscription_id AND c.item_id = p.item_id AND c.start_date = p.start_date
  WHERE c.day >= p.start_date AND (p.end_date IS NULL OR c.day < p.end_date) AND c.day <= s.as_of
),
judged AS (
  SELECT
    p.*,
    CASE
      WHEN p.piece_start >= p.trial_from AND p.piece_start < p.trial_to THEN 'trial'
      WHEN p.mrr = 0 THEN 'free'
      WHEN p.is_paused AND s.pause = 'zero_mrr' THEN 'paused'
      WHEN a.subscription_id IS NOT NULL THEN 'past_due'
      ELSE 'paid'
    END AS kind
  FROM pieces p
  CROSS JOIN core.settings s
  LEFT JOIN staging.billing_arrears a
    ON a.source = p.source AND a.subscription_id = p.subscription_id
    AND a.start_date <= p.piece_start AND (a.end_date IS NULL OR a.end_date > p.piece_start)
)
SELECT
  source, subscription_id, item_id, piece_start AS start_date, piece_end AS end_date, billing_id, ended_on,
  CASE WHEN item_number = 1 THEN subscription_id ELSE subscription_id || '/' || item_id END AS contract_id,
  product, currency, CASE WHEN kind = 'paid' THEN mrr ELSE 0 END AS mrr, list_mrr, kind, seats, renewal_date
FROM judged
