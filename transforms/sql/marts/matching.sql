-- grain: one row, of the as-of day
-- key: as_of
-- meaning: how many of the records of the support window are of a customer we know:
--   tickets, survey answers and active users, each kind with the same weight.
-- check: not_null(as_of, records, matched)
-- check: expression(match_rate IS NULL OR match_rate BETWEEN 0 AND 1)
SELECT
  s.as_of, coalesce(m.records, 0) AS records, coalesce(m.matched, 0) AS matched, m.match_rate,
  CASE WHEN m.match_rate IS NULL THEN 'no_records' END AS reason
FROM core.settings s
LEFT JOIN metrics.matching m ON m.moment = 'actual'
