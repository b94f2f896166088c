-- grain: one row per horizon, kind of outcome, accounts, knowledge and health band
-- key: as_of, horizon, kind, accounts, knowledge, band
-- meaning: what became of the accounts that stood in a band horizon days before: the
--   share lost with its 95 % interval (Wilson). is_ordered: red lost more than yellow and
--   yellow more than green, as a score that is worth something must; null and the reason
--   where too few were lost or a band was empty.
-- check: not_null(as_of, horizon, kind, accounts, knowledge, band, customers, lost)
-- check: accepted(band, green, yellow, red, grey)
-- check: expression(lost <= customers)
WITH counted AS (
  SELECT
    g.horizon, g.kind, g.accounts, g.knowledge, b.band, g.lost AS all_lost,
    count(c.customer_id) AS customers,
    sum_int(CASE WHEN c.outcome = 'lost' THEN 1 ELSE 0 END) AS lost
  FROM metrics.backtest_groups g
  CROSS JOIN (VALUES ('green'), ('yellow'), ('red'), ('grey')) AS b(band)
  LEFT JOIN metrics.backtest_cases c
    ON c.horizon = g.horizon AND c.kind = g.kind AND c.accounts = g.accounts AND c.knowledge = g.knowledge AND c.band = b.band
  WHERE g.lost + g.kept > 0
  GROUP BY g.horizon, g.kind, g.accounts, g.knowledge, b.band, g.lost
),
compared AS (
  SELECT
    *,
    max(CASE WHEN band = 'green' THEN ratio(lost, customers) END) OVER own AS green,
    max(CASE WHEN band = 'yellow' THEN ratio(lost, customers) END) OVER own AS yellow,
    max(CASE WHEN band = 'red' THEN ratio(lost, customers) END) OVER own AS red
  FROM counted
  WINDOW own AS (PARTITION BY horizon, kind, accounts, knowledge)
),
reasoned AS (
  SELECT
    c.*, s.as_of,
    CASE
      WHEN c.all_lost < s.backtest_min_events THEN 'too_few_lost'
      WHEN c.green IS NULL OR c.yellow IS NULL OR c.red IS NULL THEN 'empty_band'
    END AS reason
  FROM compared c
  CROSS JOIN core.settings s
)
SELECT
  as_of, horizon, kind, accounts, knowledge, band, customers, lost,
  ratio(lost, customers) AS lost_share, wilson_low(lost, customers) AS low, wilson_high(lost, customers) AS high,
  CASE WHEN reason IS NULL THEN red > yellow AND yellow > green END AS is_ordered,
  reason
FROM reasoned
