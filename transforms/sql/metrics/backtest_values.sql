-- grain: one row per outcome, group and predictor that said something
-- key: horizon, kind, accounts, knowledge, predictor, customer_id, label_kind, due_on
-- meaning: what the night said of the outcome; higher means safer. Beside the score the
--   plain forecasts it must beat: usage is the recorded trend of use alone, pulse the
--   team's own opinion, last_quarter the share kept of those of the same kind that came
--   due in the quarter before. And every measure by itself, as recorded.
-- sorted: no
WITH said AS (
  SELECT
    c.horizon, c.kind, c.accounts, c.knowledge, c.customer_id, c.label_kind, c.due_on, c.outcome,
    c.score, c.usage_trend, c.pulse, r.kept_rate
  FROM metrics.backtest_cases c
  LEFT JOIN metrics.kept_rates r ON r.kind = c.label_kind AND r.quarter = add_months(quarter_start(c.night), -3)
),
forecasts AS (
  SELECT
    s.horizon, s.kind, s.accounts, s.knowledge, p.predictor, s.customer_id, s.label_kind, s.due_on, s.outcome,
    CASE p.predictor WHEN 'score' THEN s.score WHEN 'usage' THEN s.usage_trend WHEN 'pulse' THEN s.pulse ELSE s.kept_rate END AS value
  FROM said s
  CROSS JOIN metrics.backtest_predictors p
)
SELECT *
FROM forecasts
WHERE value IS NOT NULL
UNION ALL
SELECT horizon, 'all', 'all', knowledge, 'measure ' || measure, customer_id, kind, due_on, outcome, value
FROM metrics.backtest_measures
WHERE value IS NOT NULL
