-- adds: ratio(sum(part), sum(base))
-- meaning: one row per outcome that counts; part is 1 for a lost customer that was red.
SELECT
  k.customer_id, 'customer' AS record, c.source, k.customer_id AS record_id, k.night AS day,
  k.outcome || ' on ' || CAST(k.outcome_on AS VARCHAR) || ', ' || k.band || ' in the night' AS detail,
  CASE WHEN k.outcome = 'lost' AND k.band = 'red' THEN 1 ELSE 0 END AS part,
  1 AS base
FROM metrics.figure f
JOIN marts.backtest b
  ON b.as_of = f.period_start AND b.predictor = 'score' AND b.auc IS NOT NULL
  AND f.segment = CAST(b.horizon AS VARCHAR) || '+' || b.kind || '+' || b.accounts || '+' || b.knowledge
JOIN metrics.backtest_cases k ON k.horizon = b.horizon AND k.kind = b.kind AND k.accounts = b.accounts AND k.knowledge = b.knowledge
LEFT JOIN core.customers c ON c.customer_id = k.customer_id
WHERE k.band = 'red'
