-- grain: one row per outcome foretold and measure its night knew 60 days before
-- key: customer_id, kind, due_on, measure
-- sorted: no
-- meaning: the recorded value itself, which may be better high or low. One horizon is
--   enough to see what a measure is worth, and what is too good to be true.
SELECT n.horizon, n.knowledge, n.customer_id, n.label_kind AS kind, n.due_on, n.outcome, e.entry.key AS measure, e.entry.value AS value
FROM metrics.backtest_cases n
CROSS JOIN UNNEST(map_entries(from_json(coalesce(n.measures, '{}'), '"MAP(VARCHAR, DOUBLE)"'))) AS e(entry)
WHERE n.horizon = 60 AND n.kind = 'all' AND n.accounts = 'all'
