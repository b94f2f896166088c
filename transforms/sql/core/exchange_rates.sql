-- grain: one row per currency and month
-- key: currency, month
-- meaning: reporting currency per unit at the month's end. The reporting currency
--   has rate 1 in every month of the history. Only the running month may borrow
--   the rate of the month before; any other gap stays a gap.
-- check: expression(rate > 0)
WITH given AS (
  SELECT upper(r.currency) AS currency, month_of(r.month) AS month, max(CAST(r.rate AS DECIMAL(18, 8))) AS rate
  FROM raw.files_exchange_rates r
  CROSS JOIN core.settings s
  WHERE r.currency IS NOT NULL AND r.month IS NOT NULL AND r.rate IS NOT NULL
    AND month_of(r.month) <= month_of(s.as_of) AND upper(r.currency) <> s.currency
  GROUP BY upper(r.currency), month_of(r.month)
),
borrowed AS (
  SELECT g.currency, m.month, g.rate
  FROM given g
  JOIN core.months m ON NOT m.is_complete AND g.month = add_months(m.month, -1)
  WHERE NOT EXISTS (SELECT 1 FROM given o WHERE o.currency = g.currency AND o.month = m.month)
)
SELECT currency, month, rate FROM given
UNION ALL
SELECT currency, month, rate FROM borrowed
UNION ALL
SELECT s.currency, m.month, CAST(1 AS DECIMAL(18, 8))
FROM core.months m
CROSS JOIN core.settings s
