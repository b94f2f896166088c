-- grain: one row per subscription, as it stood at the end of the as-of day
-- key: source, subscription_id
-- meaning: cancel_at is an end announced by the as-of day. A subscription moved
--   to another business entity ends where it was last changed: its successor is
--   another record. pause_from and pause_to are the newest pause alone; older ones
--   show as stretches no invoice covers.
WITH known AS (
  SELECT
    b.*, s.as_of_end, s.week_months, s.day_months,
    CASE
      WHEN b.status = 'transferred' THEN b.updated_at
      WHEN b.status = 'non_renewing' THEN coalesce(b.cancelled_at, b.current_term_end)
      WHEN b.status = 'cancelled' THEN b.cancelled_at
    END AS ends_at
  FROM raw.chargebee_subscriptions b
  CROSS JOIN core.settings s
  WHERE coalesce(b.created_at, b.started_at, b.start_at) < s.as_of_end
)
SELECT
  b._source AS source,
  b.id AS subscription_id,
  b.customer_id AS billing_id,
  upper(b.currency) AS currency,
  coalesce(u.minor_per_major, 100) AS minor_per_major,
  b.items,
  coalesce(b.started_at, b.start_at, b.created_at) AS start_at, b.created_at,
  CASE WHEN b.trial_start < b.as_of_end THEN local_day(b.trial_start) END AS trial_from,
  CASE WHEN b.trial_start < b.as_of_end THEN local_day(b.trial_end) END AS trial_to,
  CASE WHEN b.ends_at < b.as_of_end THEN b.ends_at END AS ended_at,
  CASE WHEN b.ends_at < b.as_of_end THEN local_day(b.ends_at) END AS ended_on,
  CASE WHEN coalesce(b.cancel_schedule_created_at, b.ends_at) < b.as_of_end THEN coalesce(b.cancel_schedule_created_at, b.ends_at) END
    AS canceled_at,
  CASE WHEN coalesce(b.cancel_schedule_created_at, b.ends_at) < b.as_of_end THEN b.ends_at END AS cancel_at,
  b.billing_period_unit AS billing_interval,
  coalesce(b.billing_period, 1) AS billing_interval_count,
  interval_months(b.billing_period_unit, b.billing_period, b.week_months, b.day_months) AS months,
  b.current_term_end,
  CASE WHEN b.pause_at < b.as_of_end THEN b.pause_at END AS pause_from,
  b.resume_at AS pause_to,
  unix_instant(json_text(b.contract_term, '$.contract_start')) AS contract_from,
  unix_instant(json_text(b.contract_term, '$.contract_end')) AS contract_to
FROM known b
LEFT JOIN staging.chargebee_currency_units u ON u.currency = upper(b.currency)
