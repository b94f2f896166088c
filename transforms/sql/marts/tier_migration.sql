-- grain: one row per period, basis and pair of tiers that customers moved between
-- key: span, period_start, basis, from_tier, to_tier
-- meaning: rows are the tier at the start, 'none' for who did not pay then; columns
--   the tier at the end, 'churned' for who does not pay any more. Row sums are the
--   customers at the start, column sums those at the end. MRR is at the rates of
--   its own month. Basis: limit (fixed MRR limits) or quantile (of the month).
-- check: not_null(span, period_start, period_end, basis, from_tier, to_tier, customers, start_mrr, end_mrr, move)
-- check: accepted(basis, limit, quantile)
-- check: accepted(move, up, down, same, new, churned)
-- check: expression(customers > 0)
SELECT
  w.period_start, w.period_end, w.span, t.basis,
  coalesce(t.from_tier, 'none') AS from_tier,
  coalesce(t.to_tier, 'churned') AS to_tier,
  CASE
    WHEN t.from_rank IS NULL THEN 'new'
    WHEN t.to_rank IS NULL THEN 'churned'
    WHEN t.to_rank > t.from_rank THEN 'up'
    WHEN t.to_rank < t.from_rank THEN 'down'
    ELSE 'same'
  END AS move,
  count(*) AS customers,
  CAST(sum(t.start_mrr) AS DECIMAL(18, 6)) AS start_mrr,
  CAST(sum(t.end_mrr) AS DECIMAL(18, 6)) AS end_mrr
FROM metrics.tier_moves t
JOIN metrics.retention_windows w ON w.span = t.span AND w.period_start = t.period_start
GROUP BY w.period_start, w.period_end, w.span, t.basis, t.from_tier, t.to_tier, t.from_rank, t.to_rank
