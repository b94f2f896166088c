-- grain: one row
-- key: as_of
-- meaning: the first day the product was tracked: the one of the settings or of
--   the first event, whichever is earlier (null: no tracker sends anything); and
--   the first day the feature tables look back to: to the thirteen weeks before a
--   review's, to what marts.customer_features and last month's adoption compare.
WITH reviews AS (
  SELECT add_days(min(first_week), -7 * 13) AS first_day FROM metrics.review_quarters
),
tracked AS (
  SELECT min(first_day) AS first_day FROM metrics.customer_events
)
SELECT
  s.as_of,
  least(TRY_CAST(nullif(s.tracked_since, '') AS DATE), t.first_day) AS first_day,
  least(r.first_day, add_days(s.as_of, -180), add_days(add_months(s.as_of, -1), -s.feature_window_days)) AS feature_start
FROM core.settings s
CROSS JOIN tracked t
CROSS JOIN reviews r
