-- grain: one row per subscription
-- key: subscription_id
-- meaning: where the record of the subscription stands, for the views evidence reads:
--   a view of metrics cannot read core.
SELECT subscription_id, max(source) AS source, max(product) AS product
FROM core.subscription_periods
GROUP BY subscription_id
