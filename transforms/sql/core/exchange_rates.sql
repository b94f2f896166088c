-- grain: one row per currency and month
-- key: currency, month
-- meaning: reporting currency per unit at the month's end. The reporting currency
--   has rate 1 in every month of the history. Only the running month may borrow
--   the rate of the month before; any other gap stays a gap. With one rate a year
--   (setting fx: fixed_year) all months of a fiscal year have that of its first.
-- check: expression(rate > 0)
WITH given AS (
  SELECT upper(r.currency) AS currency, month_of(r.month) AS month, max(CAST(r.rate AS DECIMAL(18, 8))) AS rate
  FROM raw.files_exchange_rates r
  CROSS JOIN core.settings s
  WHERE r.currency IS NOT NULL AND r.month IS NOT NULL AND r.rate IS NOT NULL
    AND month_of(r.month) <= month_of(s.as_of) AND upper(r.currency) <> s.currency
  GROUP BY upper(r.currency), month_of(r.month)
),
month_ends AS (
  SELECT currency, month, rate FROM given
  UNION ALL
  SELECT g.currency, m.month, g.rate
  FROM given g
  JOIN core.months m ON NOT m.is_complete AND g.month = add_months(m.month, -1)
  WHERE NOT EXISTS (SELECT 1 FROM given o WHERE o.currency = g.currency AND o.month = m.month)
),
years AS (
  SELECT currency, fiscal_year_start_of(month) AS year, min_by(rate, month) AS rate
  FROM month_ends
  GROUP BY currency, fiscal_year_start_of(month)
),
months AS (
  SELECT month FROM core.months
  UNION
  SELECT month FROM month_ends
)
SELECT e.currency, e.month, e.rate
FROM month_ends e
CROSS JOIN core.settings s
WHERE s.fx = 'month_end'
UNION ALL
SELECT y.currency, m.month, y.rate
FROM years y
CROSS JOIN core.settings s
JOIN months m ON fiscal_year_start_of(m.month) = y.year
WHERE s.fx = 'fixed_year'
UNION ALL
SELECT s.currency, m.month, CAST(1 AS DECIMAL(18, 8))
FROM core.months m
CROSS JOIN core.settings s
