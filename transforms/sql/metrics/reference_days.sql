-- grain: one row per day the customers' state is computed for
-- key: day
-- meaning: the as-of day, the week before (previous health) and the month before
--   (previous scorecard). All with today's knowledge, so a late answer changes both.
SELECT 'current' AS moment, as_of AS day FROM core.settings
UNION ALL
SELECT 'week_ago', add_days(as_of, -7) FROM core.settings
UNION ALL
SELECT 'month_ago', add_months(as_of, -1) FROM core.settings
