-- grain: one row per fiscal quarter a review is written of by default or while it runs
-- key: period_start
-- meaning: the last complete quarter and the running one. A review's quarter is the
--   thirteen weeks to the last Sunday of it that has passed; last_week is the Monday
--   the last of them begins on.
WITH quarters AS (
  SELECT quarter_start(as_of) AS period_start, as_of FROM core.settings
  UNION ALL
  SELECT add_months(quarter_start(as_of), -3), as_of
  FROM core.settings
  WHERE as_of < add_days(add_months(quarter_start(as_of), 3), -1)
),
ends AS (
  SELECT period_start, week_of(least(add_days(as_of, 1), add_months(period_start, 3))) AS next_week
  FROM quarters
)
SELECT period_start, add_days(next_week, -7 * 13) AS first_week, add_days(next_week, -7) AS last_week
FROM ends
