-- severity: warn
-- source: billing
-- meaning: billing sources that hold nothing but test data: the key is a test key, so no figure of theirs is real
SELECT t.source AS key, CAST(count(*) AS VARCHAR) || ' subscriptions' AS detail
FROM (SELECT _source AS source FROM raw.stripe_subscriptions WHERE NOT livemode) t
LEFT JOIN staging.stripe_live_sources v ON v.source = t.source
WHERE v.source IS NULL
GROUP BY t.source
