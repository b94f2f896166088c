-- grain: one row per horizon, kind of outcome, accounts, knowledge and ten points of score
-- key: as_of, horizon, kind, accounts, knowledge, score_from
-- meaning: the share lost by what the score was, with its 95 % interval (Wilson), and
--   beside it the share the nights expected of those renewals they forecast: expected is
--   one less the mean chance of renewal. A score of 100 is in the last ten.
-- check: not_null(as_of, horizon, kind, accounts, knowledge, score_from, customers, lost)
-- check: expression(lost <= customers AND forecasts <= customers)
WITH scored AS (
  SELECT c.*, CAST(clamp(10 * floor(c.score / 10), 0, 90) AS INTEGER) AS score_from, f.probability
  FROM metrics.backtest_cases c
  LEFT JOIN core.renewal_forecasts f
    ON c.label_kind = 'renewal' AND f.customer_id = c.customer_id AND f.made_on = c.night AND f.renewal_date = c.due_on
  WHERE c.score IS NOT NULL
),
counted AS (
  SELECT
    horizon, kind, accounts, knowledge, score_from,
    count(*) AS customers,
    sum_int(CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END) AS lost,
    count(probability) AS forecasts,
    sum(1 - CAST(probability AS DECIMAL(12, 9))) AS expected_lost,
    sum_int(CASE WHEN outcome = 'lost' AND probability IS NOT NULL THEN 1 ELSE 0 END) AS forecast_lost
  FROM scored
  GROUP BY horizon, kind, accounts, knowledge, score_from
)
SELECT
  s.as_of, c.horizon, c.kind, c.accounts, c.knowledge, c.score_from, c.score_from + 10 AS score_to,
  c.customers, c.lost, ratio(c.lost, c.customers) AS lost_share, wilson_low(c.lost, c.customers) AS low, wilson_high(c.lost, c.customers) AS high,
  c.forecasts, ratio(c.expected_lost, c.forecasts) AS expected, ratio(c.forecast_lost, c.forecasts) AS expected_actual
FROM counted c
CROSS JOIN core.settings s
