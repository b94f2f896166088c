-- grain: one row per fiscal quarter, kind of survey and customer with an answer
-- key: span, period_start, relationship, customer_id
-- meaning: what one customer's people answered, as its review prints it: of each
--   respondent the latest answer of the quarter.
-- check: not_null(span, period_start, period_end, relationship, customer_id, nps)
-- check: expression(promoters + passives + detractors = responses)
SELECT
  span, period_start, add_months(period_start, 3) AS period_end, relationship, customer_id,
  count(*) AS responses,
  count(CASE WHEN score >= 9 THEN 1 END) AS promoters,
  count(CASE WHEN score BETWEEN 7 AND 8 THEN 1 END) AS passives,
  count(CASE WHEN score <= 6 THEN 1 END) AS detractors,
  nps_score(count(CASE WHEN score >= 9 THEN 1 END), count(CASE WHEN score <= 6 THEN 1 END), count(*)) AS nps
FROM metrics.nps_answers
WHERE span = 'quarter' AND is_latest AND customer_id <> ''
GROUP BY span, period_start, relationship, customer_id
