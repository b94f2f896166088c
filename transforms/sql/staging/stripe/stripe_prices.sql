-- grain: one row per price
-- key: source, price_id
-- meaning: unit_amount in major units (null for tiered prices), with what turns
--   one interval's amount into a month's: 12 months a year, weeks and
--   days as the settings say.
--   divide_by is how many of the quantity make one unit that is paid for.
SELECT
  p._source AS source,
  p.id AS price_id,
  coalesce(nullif(trim(pr.name), ''), nullif(trim(p.nickname), ''), p.product_id, p.id) AS product,
  coalesce(CAST(p.unit_amount_decimal AS DOUBLE), CAST(p.unit_amount AS DOUBLE)) / coalesce(u.minor_per_major, 100) AS unit_amount,
  p.recurring_interval AS billing_interval,
  coalesce(p.interval_count, 1) AS billing_interval_count,
  interval_months(p.recurring_interval, p.interval_count, s.week_months, s.day_months) AS months,
  coalesce(p.usage_type, 'licensed') = 'metered' AS is_metered,
  coalesce(p.billing_scheme, 'per_unit') = 'tiered' AS is_tiered,
  p.tiers_mode,
  coalesce(CAST(json_text(p.transform_quantity, '$.divide_by') AS DOUBLE), 1) AS divide_by,
  coalesce(json_text(p.transform_quantity, '$.round'), 'up') AS round_units
FROM raw.stripe_prices p
CROSS JOIN core.settings s
LEFT JOIN raw.stripe_products pr ON pr._source = p._source AND pr.id = p.product_id
LEFT JOIN staging.currency_units u ON u.currency = upper(p.currency)
