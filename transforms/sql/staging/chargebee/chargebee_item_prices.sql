-- grain: one row per item price
-- key: source, price_id
-- meaning: unit_amount in major units (null where the price depends on the
--   quantity), with what turns one interval's amount into a month's: 12 months a
--   year, weeks and days as the settings say.
SELECT
  p._source AS source,
  p.id AS price_id,
  p.item_id,
  coalesce(nullif(trim(p.external_name), ''), nullif(trim(p.name), ''), p.item_id, p.id) AS product,
  CASE WHEN p.pricing_model IN ('per_unit', 'flat_fee')
    THEN coalesce(CAST(p.price_in_decimal AS DOUBLE), CAST(p.price AS DOUBLE) / coalesce(u.minor_per_major, 100)) END AS unit_amount,
  p.pricing_model,
  p.period_unit AS billing_interval,
  coalesce(p.period, 1) AS billing_interval_count,
  interval_months(p.period_unit, p.period, s.week_months, s.day_months) AS months
FROM raw.chargebee_item_prices p
CROSS JOIN core.settings s
LEFT JOIN staging.chargebee_currency_units u ON u.currency = upper(p.currency)
