-- grain: one row per outcome, group and predictor
-- key: horizon, kind, accounts, knowledge, predictor, customer_id, label_kind, due_on
-- meaning: of a lost one the share of the kept that stood above it, of a kept one the
--   share of the lost below it, half of those level with it: their mean is the area
--   under the curve (DeLong et al. 1988). Null where one side is empty. Exact decimals,
--   so that sums do not depend on the order of the rows.
-- sorted: no
WITH levels AS (
  SELECT
    horizon, kind, accounts, knowledge, predictor, value,
    sum_int(CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END) AS lost,
    sum_int(CASE WHEN outcome = 'kept' THEN 1 ELSE 0 END) AS kept
  FROM metrics.backtest_values
  GROUP BY horizon, kind, accounts, knowledge, predictor, value
),
placed AS (
  SELECT
    *,
    sum(lost) OVER (own ORDER BY value) - lost / 2.0 AS lost_below,
    sum(kept) OVER (own ORDER BY value) - kept / 2.0 AS kept_below,
    sum(lost) OVER own AS all_lost,
    sum(kept) OVER own AS all_kept
  FROM levels
  WINDOW own AS (PARTITION BY horizon, kind, accounts, knowledge, predictor)
)
SELECT
  v.horizon, v.kind, v.accounts, v.knowledge, v.predictor, v.customer_id, v.label_kind, v.due_on, v.outcome, v.value,
  CAST(CASE v.outcome WHEN 'lost' THEN 1 - ratio(p.kept_below, p.all_kept) ELSE ratio(p.lost_below, p.all_lost) END AS DECIMAL(18, 15)) AS placement
FROM metrics.backtest_values v
JOIN placed p
  ON p.horizon = v.horizon AND p.kind = v.kind AND p.accounts = v.accounts AND p.knowledge = v.knowledge
  AND p.predictor = v.predictor AND p.value = v.value
