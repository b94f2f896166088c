-- grain: one row per KPI of the scorecard with a value
-- key: as_of, kpi
-- meaning: under which id the value on the scorecard can be explained.
-- check: not_null(as_of, kpi, figure_id)
SELECT as_of, kpi, figure_id
FROM marts.scorecard
WHERE actual IS NOT NULL
