-- grain: one row per feature and plan that has it
-- key: feature, plan
-- meaning: the event that shows a feature was used; plan '*' means every plan.
SELECT DISTINCT f.feature, coalesce(f.event, f.feature) AS event, coalesce(nullif(trim(f.plan), ''), '*') AS plan
FROM raw.files_features f
WHERE f.feature IS NOT NULL
