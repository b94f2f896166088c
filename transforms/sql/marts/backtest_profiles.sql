-- grain: one row per horizon, knowledge, profile and health band of decided accounts
-- key: as_of, horizon, knowledge, profile, band
-- meaning: what became of the accounts that were judged by a profile and stood in a band
--   horizon days before they decided: the share lost with its 95 % interval (Wilson). A
--   pair of profile and band no decided account stood in has no row.
-- check: not_null(as_of, horizon, knowledge, profile, band, customers, lost)
-- check: accepted(band, green, yellow, red, grey)
-- check: expression(lost <= customers)
WITH counted AS (
  SELECT
    c.horizon, c.knowledge, n.profile, n.band,
    count(*) AS customers,
    sum_int(CASE WHEN c.outcome = 'lost' THEN 1 ELSE 0 END) AS lost
  FROM metrics.backtest_cases c
  JOIN marts.health_nights n ON n.customer_id = c.customer_id AND n.as_of = c.night
  WHERE c.kind = 'all' AND c.accounts = 'all' AND n.profile IS NOT NULL
  GROUP BY c.horizon, c.knowledge, n.profile, n.band
)
SELECT
  s.as_of, c.horizon, c.knowledge, c.profile, c.band, c.customers, c.lost,
  ratio(c.lost, c.customers) AS lost_share, wilson_low(c.lost, c.customers) AS low, wilson_high(c.lost, c.customers) AS high
FROM counted c
CROSS JOIN core.settings s
