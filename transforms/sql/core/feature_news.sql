-- grain: one row per feature that was released, by the as-of day
-- key: feature
-- meaning: about is what it does for a customer, in words it may read.
SELECT n.feature, n.released_on, nullif(trim(n.about), '') AS about
FROM raw.files_feature_news n
CROSS JOIN core.settings s
WHERE n.feature IS NOT NULL AND n.released_on <= s.as_of
