-- grain: one row, of the as-of day
-- key: as_of
-- meaning: the health of all customers that pay, by number and by MRR. A customer that
--   is not scored counts against green_share. at_risk_share is the MRR of red ones. Both
--   are null where nobody is scored: nothing is known then, neither good nor bad.
-- check: not_null(as_of, customers, scored_customers)
-- check: expression(green_share IS NULL OR (green_share >= 0 AND at_risk_share >= 0 AND green_share + at_risk_share <= 1.000000001))
WITH bands AS (
  SELECT h.band, c.mrr
  FROM marts.health h
  JOIN core.settings s ON s.as_of = h.as_of
  JOIN metrics.customer_states c ON c.day = h.as_of AND c.customer_id = h.customer_id
),
summed AS (
  SELECT
    count(*) AS customers,
    count(CASE WHEN band <> 'grey' THEN 1 END) AS scored_customers,
    sum(mrr) AS mrr,
    sum(CASE WHEN band = 'green' THEN mrr ELSE 0 END) AS green_mrr,
    sum(CASE WHEN band = 'red' THEN mrr ELSE 0 END) AS red_mrr
  FROM bands
)
SELECT
  s.as_of, b.customers, b.scored_customers, money(b.mrr) AS mrr, money(b.green_mrr) AS green_mrr, money(b.red_mrr) AS red_mrr,
  CASE WHEN b.scored_customers > 0 THEN ratio(b.green_mrr, b.mrr) END AS green_share,
  CASE WHEN b.scored_customers > 0 THEN ratio(b.red_mrr, b.mrr) END AS at_risk_share,
  ratio(b.scored_customers, b.customers) AS coverage,
  CASE WHEN b.customers = 0 THEN 'no_paying_customers' WHEN b.scored_customers = 0 THEN 'nothing_scored' END AS reason
FROM core.settings s
CROSS JOIN summed b
