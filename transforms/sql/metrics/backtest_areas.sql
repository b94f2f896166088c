-- grain: one row per group and predictor
-- key: horizon, kind, accounts, knowledge, predictor
-- meaning: the chance that a lost account stood below a kept one, and its variance:
--   DeLong's, with the outcomes of one customer taken together (Obuchowski 1997), because
--   they are no two witnesses. Null where one side is empty.
WITH areas AS (
  SELECT
    horizon, kind, accounts, knowledge, predictor,
    sum_int(CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END) AS lost,
    sum_int(CASE WHEN outcome = 'kept' THEN 1 ELSE 0 END) AS kept,
    CAST(ratio(sum(CASE WHEN outcome = 'lost' THEN placement END), sum(CASE WHEN outcome = 'lost' AND placement IS NOT NULL THEN 1 ELSE 0 END)) AS DECIMAL(18, 15)) AS area
  FROM metrics.backtest_placements
  GROUP BY horizon, kind, accounts, knowledge, predictor
),
customers AS (
  SELECT
    a.horizon, a.kind, a.accounts, a.knowledge, a.predictor, p.customer_id,
    bool_or(p.outcome = 'lost') AS has_lost, bool_or(p.outcome = 'kept') AS has_kept,
    sum(CASE WHEN p.outcome = 'lost' THEN p.placement - a.area ELSE 0 END) AS lost_off,
    sum(CASE WHEN p.outcome = 'kept' THEN p.placement - a.area ELSE 0 END) AS kept_off
  FROM areas a
  JOIN metrics.backtest_placements p
    ON p.horizon = a.horizon AND p.kind = a.kind AND p.accounts = a.accounts AND p.knowledge = a.knowledge AND p.predictor = a.predictor
  GROUP BY a.horizon, a.kind, a.accounts, a.knowledge, a.predictor, p.customer_id
),
spread AS (
  SELECT
    horizon, kind, accounts, knowledge, predictor,
    count(*) AS customers,
    sum_int(CASE WHEN has_lost THEN 1 ELSE 0 END) AS lost_customers,
    sum_int(CASE WHEN has_kept THEN 1 ELSE 0 END) AS kept_customers,
    sum(CAST(CAST(lost_off AS DOUBLE) * CAST(lost_off AS DOUBLE) AS DECIMAL(38, 18))) AS lost_squares,
    sum(CAST(CAST(kept_off AS DOUBLE) * CAST(kept_off AS DOUBLE) AS DECIMAL(38, 18))) AS kept_squares,
    sum(CAST(CAST(lost_off AS DOUBLE) * CAST(kept_off AS DOUBLE) AS DECIMAL(38, 18))) AS products
  FROM customers
  GROUP BY horizon, kind, accounts, knowledge, predictor
)
SELECT
  a.horizon, a.kind, a.accounts, a.knowledge, a.predictor, a.lost, a.kept, s.lost_customers, s.kept_customers,
  CAST(a.area AS DOUBLE) AS area,
  not_negative(
    ratio(ratio(s.lost_customers, s.lost_customers - 1) * CAST(s.lost_squares AS DOUBLE), a.lost * a.lost)
    + ratio(ratio(s.kept_customers, s.kept_customers - 1) * CAST(s.kept_squares AS DOUBLE), a.kept * a.kept)
    + ratio(2 * ratio(s.customers, s.customers - 1) * CAST(s.products AS DOUBLE), a.lost * a.kept)) AS variance
FROM areas a
JOIN spread s
  ON s.horizon = a.horizon AND s.kind = a.kind AND s.accounts = a.accounts AND s.knowledge = a.knowledge AND s.predictor = a.predictor
