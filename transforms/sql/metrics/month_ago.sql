-- grain: one row per metric of the as-of day, or of the window that ends with it
-- key: metric
-- meaning: the same figure one month earlier, with today's knowledge.
WITH states AS (
  SELECT h.band, c.mrr
  FROM metrics.reference_days d
  JOIN metrics.customer_health h ON h.day = d.day
  JOIN metrics.customer_states c ON c.day = h.day AND c.customer_id = h.customer_id
  WHERE d.moment = 'month_ago'
),
health AS (
  SELECT
    CASE WHEN count(CASE WHEN band <> 'grey' THEN 1 END) > 0 THEN ratio(sum(CASE WHEN band = 'green' THEN mrr ELSE 0 END), sum(mrr)) END AS green,
    CASE WHEN count(CASE WHEN band <> 'grey' THEN 1 END) > 0 THEN ratio(sum(CASE WHEN band = 'red' THEN mrr ELSE 0 END), sum(mrr)) END AS red,
    ratio(count(CASE WHEN band <> 'grey' THEN 1 END), count(*)) AS scored
  FROM states
),
support AS (
  SELECT first_reply_minutes_p50, sla_attainment, reopen_rate
  FROM metrics.support
  WHERE dimension = 'all' AND span = 'previous'
)
SELECT 'health_green_share' AS metric, green AS value FROM health
UNION ALL
SELECT 'mrr_at_risk_share', red FROM health
UNION ALL
SELECT 'health_coverage', scored FROM health
UNION ALL
SELECT 'first_reply_time', first_reply_minutes_p50 FROM support
UNION ALL
SELECT 'sla_attainment', sla_attainment FROM support
UNION ALL
SELECT 'reopen_rate', reopen_rate FROM support
UNION ALL
SELECT 'match_rate', match_rate FROM metrics.matching WHERE moment = 'previous'
UNION ALL
SELECT 'nps', CASE WHEN n.responses >= s.nps_min_n THEN n.nps END
FROM metrics.nps n
CROSS JOIN core.settings s
WHERE n.relationship AND n.dimension = 'all' AND n.span = 'previous'
UNION ALL
SELECT CASE WHEN c.relationship THEN 'csat_relationship' ELSE 'csat' END, CASE WHEN c.responses >= s.nps_min_n THEN ratio(c.satisfied, c.responses) END
FROM metrics.csat c
CROSS JOIN core.settings s
WHERE c.dimension = 'all' AND c.span = 'previous'
