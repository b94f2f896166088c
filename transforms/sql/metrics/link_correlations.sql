-- grain: one row per tested link with at least one pair of months
-- key: link
-- meaning: rho is Spearman's, null where a side never changes. A month that is much
--   like the one before tells little new, so effective_n is how many independent
--   months the pairs are worth: n / (1 + 2 sum (n-j)/n r(j) q(j)), of the ranks'
--   autocorrelations r and q up to a fifth of n months back, each times n/(n-j)
--   (Pyper and Peterman 1998), and never above n.
WITH moments AS (
  SELECT
    link, count(*) AS n, CASE WHEN var_pop(from_rank) > 0 AND var_pop(to_rank) > 0 THEN corr(from_rank, to_rank) END AS rho,
    avg(from_rank) AS from_mean, avg(to_rank) AS to_mean, var_pop(from_rank) AS from_spread, var_pop(to_rank) AS to_spread
  FROM metrics.link_pairs
  GROUP BY link
),
lags AS (
  SELECT m.link, CAST(spine.months AS INTEGER) AS months
  FROM moments m
  CROSS JOIN UNNEST(generate_series(1, CAST(floor(m.n / 5.0) AS BIGINT))) AS spine(months)
  WHERE m.n >= 5
),
persistence AS (
  SELECT
    m.link, g.months, max(m.n) AS n,
    sum((a.from_rank - m.from_mean) * (b.from_rank - m.from_mean)) / max(nullif(m.from_spread * (m.n - g.months), 0)) AS from_memory,
    sum((a.to_rank - m.to_mean) * (b.to_rank - m.to_mean)) / max(nullif(m.to_spread * (m.n - g.months), 0)) AS to_memory
  FROM lags g
  JOIN moments m ON m.link = g.link
  JOIN metrics.link_pairs a ON a.link = g.link
  JOIN metrics.link_pairs b ON b.link = g.link AND b.month = add_months(a.month, g.months)
  GROUP BY m.link, g.months
),
inflations AS (
  SELECT link, 1 + 2 * sum((n - months) / CAST(n AS DOUBLE) * from_memory * to_memory) AS inflation
  FROM persistence
  GROUP BY link
)
SELECT
  m.link, m.n, clamp(round(m.rho, 12), -1.0, 1.0) AS rho,
  round(m.n / CASE WHEN i.inflation > 1 THEN i.inflation ELSE 1 END, 9) AS effective_n
FROM moments m
LEFT JOIN inflations i ON i.link = m.link
