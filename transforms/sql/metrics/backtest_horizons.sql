-- grain: one row per number of days before an outcome at which warnings are judged
-- key: horizon
SELECT CAST(horizon AS INTEGER) AS horizon
FROM (VALUES (30), (60), (90)) AS days(horizon)
