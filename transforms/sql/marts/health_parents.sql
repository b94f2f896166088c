-- grain: one row per parent account with a paying account below it
-- key: as_of, parent_id
-- meaning: the health of a group of accounts: the mean of the scores of the parent
--   and its children that are scored, weighted by MRR, whatever level they stand on.
--   own_* are the parent's own, null where it does not pay; lowest_* are those of
--   the account that is worst off. Grey where accounts scored pay less than the least
--   coverage of the group's MRR.
-- check: not_null(as_of, parent_id, accounts, mrr, coverage, band)
-- check: expression(score IS NULL OR score BETWEEN 0 AND 100)
-- check: expression((band = 'grey') = (score IS NULL))
WITH grouped AS (
  SELECT h.as_of, u.parent_id, h.customer_id, h.score, h.band, coalesce(c.mrr, 0) AS mrr
  FROM marts.health h
  JOIN metrics.top_parents u ON u.customer_id = h.customer_id
  JOIN marts.customers c ON c.customer_id = h.customer_id
),
rolled AS (
  SELECT
    as_of, parent_id, count(*) AS accounts, count(score) AS scored_accounts,
    CAST(sum(mrr) AS DECIMAL(18, 6)) AS mrr,
    coalesce(ratio(sum(CASE WHEN score IS NOT NULL THEN mrr END), sum(mrr)), 0) AS coverage,
    ratio(sum(CAST(score AS DECIMAL(38, 9)) * mrr), sum(CASE WHEN score IS NOT NULL THEN mrr END)) AS mean_score,
    min_by(customer_id, ROW(score, customer_id)) FILTER (WHERE score IS NOT NULL) AS lowest_customer_id,
    min(score) AS lowest_score
  FROM grouped
  GROUP BY as_of, parent_id
  HAVING count(CASE WHEN customer_id <> parent_id THEN 1 END) > 0
)
SELECT
  r.as_of, r.parent_id, r.accounts, r.scored_accounts, r.mrr, r.coverage,
  CASE WHEN r.coverage >= s.health_min_coverage THEN r.mean_score END AS score,
  CASE WHEN r.coverage >= s.health_min_coverage THEN band_of(r.mean_score, s.health_green, s.health_yellow) ELSE 'grey' END AS band,
  h.score AS own_score, h.band AS own_band,
  r.lowest_customer_id, r.lowest_score
FROM rolled r
CROSS JOIN core.settings s
LEFT JOIN marts.health h ON h.customer_id = r.parent_id
