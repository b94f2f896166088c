-- grain: one row, the night this run computes
-- key: as_of
-- meaning: hindsight: it is computed with what came in later than the day after.
SELECT as_of, run_id, known_at >= day_start(add_days(as_of, 2)) AS hindsight
FROM core.settings
