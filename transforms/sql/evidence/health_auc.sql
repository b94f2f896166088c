-- adds: ratio(sum(part), sum(base))
-- meaning: one row per outcome; part is, of a lost one, the share of the kept that had
--   scored higher, half of those level with it. Of a kept one it adds nothing.
SELECT
  p.customer_id, 'customer' AS record, c.source, p.customer_id AS record_id, n.night AS day,
  p.outcome || ' on ' || CAST(n.outcome_on AS VARCHAR) || ', score ' || CAST(round(p.value, 2) AS VARCHAR) || ' in the night' AS detail,
  CASE WHEN p.outcome = 'lost' THEN p.placement END AS part,
  CASE WHEN p.outcome = 'lost' THEN 1 END AS base
FROM metrics.figure f
JOIN marts.backtest b
  ON b.as_of = f.period_start AND b.predictor = 'score' AND b.auc IS NOT NULL
  AND f.segment = CAST(b.horizon AS VARCHAR) || '+' || b.kind || '+' || b.accounts || '+' || b.knowledge
JOIN metrics.backtest_placements p
  ON p.horizon = b.horizon AND p.kind = b.kind AND p.accounts = b.accounts AND p.knowledge = b.knowledge AND p.predictor = 'score'
JOIN metrics.backtest_nights n
  ON n.horizon = p.horizon AND n.customer_id = p.customer_id AND n.kind = p.label_kind AND n.due_on = p.due_on
LEFT JOIN core.customers c ON c.customer_id = p.customer_id
