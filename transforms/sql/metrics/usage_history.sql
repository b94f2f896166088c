-- grain: one row
-- key: as_of
-- meaning: the first day with usage (null: no tracker sends anything), and the
--   first day the feature tables look back to.
SELECT s.as_of, min(u.day) AS first_day, add_days(s.as_of, -180) AS feature_start
FROM core.settings s
LEFT JOIN metrics.user_days u ON u.day <= s.as_of
GROUP BY s.as_of
