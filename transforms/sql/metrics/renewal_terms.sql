-- grain: one row per term of a subscription that is or was to be renewed
-- key: subscription_id, first_day
-- meaning: what stands to be renewed: terms still paid at the as-of day, and those
--   renewed ahead of their date. state: notice, renewed, late (the date has passed
--   and nothing is decided) or due. is_current: this is the subscription's running term.
SELECT
  v.subscription_id, v.first_day, v.customer_id, v.renewal_date, v.arr,
  v.state = 'open' AS is_current,
  CASE
    WHEN v.has_notice THEN 'notice'
    WHEN v.outcome = 'renewed' THEN 'renewed'
    WHEN v.renewal_date <= s.as_of THEN 'late'
    ELSE 'due'
  END AS state
FROM metrics.renewal_values v
CROSS JOIN core.settings s
WHERE v.is_paid OR (v.outcome = 'renewed' AND v.renewal_date > s.as_of)
