-- grain: one row per group and predictor whose spread says nothing
-- key: horizon, kind, accounts, knowledge, predictor
-- meaning: the 95 % interval where all the lost stood below all the kept (or above), or
--   one side is a single customer: DeLong's would then have no width. Every area the
--   data do not speak against, by thousandths, with the variance an area of that size
--   has (Hanley & McNeil 1982, as Newcombe 2006, method 5, has it).
WITH flat AS (
  SELECT
    horizon, kind, accounts, knowledge, predictor, area,
    CAST(lost_customers AS DOUBLE) * kept_customers AS pairs,
    (lost_customers + kept_customers) / 2.0 - 1 AS others
  FROM metrics.backtest_areas
  WHERE area IS NOT NULL AND (area IN (0, 1) OR coalesce(variance, 0) = 0)
),
tried AS (
  SELECT
    f.*, n / 1000.0 AS tried,
    (n / 1000.0) * (1 - n / 1000.0) / f.pairs
      * (1 + f.others * (1 - n / 1000.0) / (2 - n / 1000.0) + f.others * (n / 1000.0) / (1 + n / 1000.0)) AS variance
  FROM flat f
  CROSS JOIN UNNEST(generate_series(0, 1000)) AS spine(n)
)
SELECT horizon, kind, accounts, knowledge, predictor, CAST(min(tried) AS DOUBLE) AS low, CAST(max(tried) AS DOUBLE) AS high
FROM tried
WHERE (area - tried) * (area - tried) <= 3.8416 * variance
GROUP BY horizon, kind, accounts, knowledge, predictor
