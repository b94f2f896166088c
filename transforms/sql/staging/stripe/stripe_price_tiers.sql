-- grain: one row per tier of a tiered price
-- key: source, price_id, tier
-- meaning: amounts in major units. A tier holds the units above from_units up to
--   to_units; the last has no end.
WITH tiers AS (
  SELECT
    p._source AS source, p.id AS price_id, t.tier, coalesce(u.minor_per_major, 100) AS minor_per_major,
    CAST(json_text(t.entry, '$.up_to') AS DOUBLE) AS to_units,
    coalesce(CAST(json_text(t.entry, '$.unit_amount_decimal') AS DOUBLE), CAST(json_text(t.entry, '$.unit_amount') AS DOUBLE), 0) AS unit,
    coalesce(CAST(json_text(t.entry, '$.flat_amount_decimal') AS DOUBLE), CAST(json_text(t.entry, '$.flat_amount') AS DOUBLE), 0) AS flat
  FROM raw.stripe_prices p
  CROSS JOIN UNNEST(json_elements(p.tiers)) WITH ORDINALITY AS t(entry, tier)
  LEFT JOIN staging.currency_units u ON u.currency = upper(p.currency)
)
SELECT
  source, price_id, tier,
  coalesce(lag(to_units) OVER (PARTITION BY source, price_id ORDER BY tier), 0) AS from_units,
  to_units, unit / minor_per_major AS unit_amount, flat / minor_per_major AS flat_amount
FROM tiers
