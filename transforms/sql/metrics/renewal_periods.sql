-- grain: one row per renewal whose date has passed, and period the date lies in
-- key: span, period_start, customer_id, renewal_date
-- meaning: a month, a fiscal quarter, the twelve months to the end of a complete
--   month (ttm), and the twelve months to the as-of day (trailing).
WITH due AS (
  SELECT o.customer_id, o.renewal_date, s.as_of
  FROM metrics.renewal_outcomes o
  JOIN core.settings s ON o.renewal_date <= s.as_of
),
twelve AS (
  SELECT CAST(n AS INTEGER) AS n FROM UNNEST(generate_series(0, 11)) AS spine(n)
)
SELECT 'month' AS span, month_of(renewal_date) AS period_start, add_months(month_of(renewal_date), 1) AS period_end, customer_id, renewal_date
FROM due
UNION ALL
SELECT 'quarter', quarter_start(renewal_date), add_months(quarter_start(renewal_date), 3), customer_id, renewal_date
FROM due
UNION ALL
SELECT 'ttm', add_months(month_of(d.renewal_date), t.n - 11), add_months(month_of(d.renewal_date), t.n + 1), d.customer_id, d.renewal_date
FROM due d
CROSS JOIN twelve t
WHERE add_months(month_of(d.renewal_date), t.n + 1) <= add_days(d.as_of, 1)
UNION ALL
SELECT 'trailing', add_months(add_days(as_of, 1), -12), add_days(as_of, 1), customer_id, renewal_date
FROM due
WHERE renewal_date >= add_months(add_days(as_of, 1), -12)
