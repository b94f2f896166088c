-- grain: one row
-- key: as_of
-- meaning: the first day the product was tracked: the one of the settings or of
--   the first event, whichever is earlier (null: no tracker sends anything); and
--   the first day the feature tables look back to.
SELECT
  s.as_of,
  least(TRY_CAST(nullif(s.tracked_since, '') AS DATE), min(u.day)) AS first_day,
  add_days(s.as_of, -180) AS feature_start
FROM core.settings s
LEFT JOIN core.usage_events u ON TRUE
GROUP BY s.as_of, s.tracked_since
