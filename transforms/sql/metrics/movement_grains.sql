-- grain: one row per grain at which movements are computed
-- key: grain
-- meaning: customer (or parent) always, because customers are counted by it; item too
--   where the settings want the money moved item by item.
SELECT 'customer' AS grain, movement_grain <> 'item' AS moves_money, TRUE AS counts_customers
FROM core.settings
UNION ALL
SELECT 'item', TRUE, FALSE
FROM core.settings
WHERE movement_grain = 'item'
