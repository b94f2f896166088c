-- grain: one row per outcome, group and predictor that said something
-- key: horizon, kind, accounts, knowledge, predictor, customer_id, label_kind, due_on
-- meaning: what the night said of the outcome; higher always means safer. kept_rate is
--   last quarter's share of those of the same kind that were kept.
-- sorted: no
WITH said AS (
  SELECT c.*, r.kept_rate
  FROM metrics.backtest_cases c
  LEFT JOIN metrics.kept_rates r ON r.kind = c.label_kind AND r.quarter = add_months(quarter_start(c.night), -3)
)
SELECT horizon, kind, accounts, knowledge, 'score' AS predictor, customer_id, label_kind, due_on, outcome, score AS value
FROM said
WHERE score IS NOT NULL
UNION ALL
SELECT horizon, kind, accounts, knowledge, 'last_quarter', customer_id, label_kind, due_on, outcome, kept_rate
FROM said
WHERE kept_rate IS NOT NULL
