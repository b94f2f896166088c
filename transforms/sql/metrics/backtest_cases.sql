-- grain: one row per outcome foretold, horizon and group it is judged in
-- key: horizon, kind, accounts, knowledge, customer_id, label_kind, due_on
-- meaning: every outcome counts among its kind and among all, and where nobody touched
--   the account among the untouched too. knowledge: the night was made with what was
--   known then (as_known), or later (hindsight). What was known already is in no group.
-- sorted: no
WITH foretold AS (
  SELECT
    horizon, customer_id, kind AS label_kind, due_on, outcome_on, outcome, arr, night, score, band, mrr, pulse,
    measures, usage_trend, was_touched, CASE WHEN hindsight THEN 'hindsight' ELSE 'as_known' END AS knowledge
  FROM metrics.backtest_nights
  WHERE NOT was_known
),
by_kind AS (
  SELECT label_kind AS kind, f.* FROM foretold f
  UNION ALL
  SELECT 'all', f.* FROM foretold f
)
SELECT 'all' AS accounts, k.* FROM by_kind k
UNION ALL
SELECT 'untouched', k.* FROM by_kind k WHERE NOT k.was_touched
