-- grain: one row per link of the strategy map
-- key: as_of, place
-- meaning: does the history agree that more of the driver goes with more (plus) or
--   less (minus) of the outcome so many months later? rho is Spearman's over n pairs
--   of months, worth effective_n independent ones; low and high its 95 % interval
--   (Fisher's z with Bonett and Wright's error; at 1 and -1 from the next value rho
--   can take). agrees and opposite only where the interval leaves out 0. It is an
--   association, never a proof of cause. An arithmetic link is true by its formula.
-- check: not_null(as_of, from_objective, to_objective, expected, lag_months, n, verdict)
-- check: accepted(verdict, agrees, no_support, opposite, not_enough_data, arithmetic)
-- check: expression(rho IS NULL OR (rho BETWEEN -1 AND 1 AND low <= rho AND rho <= high))
WITH tested AS (
  SELECT
    l.*, coalesce(c.n, 0) AS n, c.rho, c.effective_n,
    CASE WHEN abs(c.rho) = 1 THEN sign(c.rho) * (1 - 12.0 / (c.n * (CAST(c.n AS DOUBLE) * c.n - 1))) ELSE c.rho END AS inner_rho
  FROM core.strategy_links l
  LEFT JOIN metrics.link_correlations c ON c.link = l.place AND c.n > 1
),
spread AS (
  SELECT
    *, CASE WHEN effective_n > 3 THEN ln((1 + inner_rho) / (1 - inner_rho)) / 2 END AS z,
    CASE WHEN effective_n > 3 THEN 1.959964 * sqrt((1 + inner_rho * inner_rho / 2) / (effective_n - 3)) END AS half
  FROM tested
),
bounds AS (
  SELECT
    *,
    CASE WHEN rho = -1 THEN -1 ELSE 1 - 2 / (exp(2 * (z - half)) + 1) END AS low,
    CASE WHEN rho = 1 THEN 1 ELSE 1 - 2 / (exp(2 * (z + half)) + 1) END AS high,
    CASE
      WHEN kind = 'arithmetic' THEN 'arithmetic'
      WHEN from_measure IS NULL OR to_measure IS NULL THEN 'no_measure'
      WHEN n < 12 THEN 'few_months'
      WHEN rho IS NULL THEN 'constant'
      WHEN effective_n <= 3 THEN 'slow'
    END AS reason
  FROM spread
)
SELECT
  s.as_of, b.place, b.from_objective, b.to_objective, b.from_measure, b.to_measure, b.kind,
  b.expected, b.lag_months, b.n, b.effective_n, b.rho, b.low, b.high,
  CASE
    WHEN b.kind = 'arithmetic' THEN 'arithmetic'
    WHEN b.reason IS NOT NULL THEN 'not_enough_data'
    WHEN b.low > 0 THEN CASE b.expected WHEN 'plus' THEN 'agrees' ELSE 'opposite' END
    WHEN b.high < 0 THEN CASE b.expected WHEN 'plus' THEN 'opposite' ELSE 'agrees' END
    ELSE 'no_support'
  END AS verdict,
  b.reason
FROM bounds b
CROSS JOIN core.settings s
