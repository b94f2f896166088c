-- grain: one row per outcome foretold, horizon and group it is judged in
-- key: horizon, kind, accounts, knowledge, customer_id, label_kind, due_on
-- meaning: every outcome counts among its kind and among all, and where nobody touched
--   the account among the untouched too. knowledge: the night was made with what was
--   known then (as_known), or later (hindsight). What was known already is in no group.
-- sorted: no
WITH foretold AS (
  SELECT n.*, CASE WHEN n.hindsight THEN 'hindsight' ELSE 'as_known' END AS knowledge
  FROM metrics.backtest_nights n
  WHERE NOT n.was_known
),
by_kind AS (
  SELECT kind AS label_kind, * EXCLUDE (kind), kind FROM foretold
  UNION ALL
  SELECT kind, * EXCLUDE (kind), 'all' FROM foretold
)
SELECT 'all' AS accounts, * FROM by_kind
UNION ALL
SELECT 'untouched', * FROM by_kind WHERE NOT was_touched
