-- grain: one row per currency whose smallest unit is not a hundredth
-- key: currency
-- meaning: minor units per major unit in Chargebee's amounts, which follow the
--   currency's own division (ISO 4217); every other currency has 100.
SELECT CAST(u.currency AS VARCHAR) AS currency, CAST(u.minor_per_major AS BIGINT) AS minor_per_major
FROM (VALUES
  ('BIF', 1), ('CLP', 1), ('DJF', 1), ('GNF', 1), ('ISK', 1), ('JPY', 1), ('KMF', 1), ('KRW', 1), ('PYG', 1), ('RWF', 1),
  ('UGX', 1), ('VND', 1), ('VUV', 1), ('XAF', 1), ('XOF', 1), ('XPF', 1),
  ('BHD', 1000), ('IQD', 1000), ('JOD', 1000), ('KWD', 1000), ('LYD', 1000), ('OMR', 1000), ('TND', 1000)
) AS u(currency, minor_per_major)
