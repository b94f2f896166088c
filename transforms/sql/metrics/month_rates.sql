-- grain: one row per currency and month
-- key: currency, month
-- meaning: core.exchange_rates, for the views evidence reads: a view of metrics
--   cannot read core.
SELECT currency, month, rate FROM core.exchange_rates
