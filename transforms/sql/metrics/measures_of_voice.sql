-- grain: one row per reference day, customer paying at its end and measure of what it says
-- key: day, customer_id, measure
-- sorted: no
-- meaning: nps is the mean of each respondent's newest answer, promoters 100, passives
--   50, detractors 0; csat the share of satisfied answers. Answers older than
--   health_answer_days count nowhere. seen_on is the day of the newest that counts.
WITH given AS (
  SELECT
    d.day, r.customer_id, r.responded_on, r.score,
    row_number() OVER (
      PARTITION BY d.day, r.customer_id, respondent_of(r.source, r.respondent_id, r.response_id)
      ORDER BY r.responded_at DESC, r.response_id DESC
    ) AS newest
  FROM metrics.reference_days d
  CROSS JOIN core.settings s
  JOIN core.survey_responses r
    ON r.responded_on <= d.day AND r.responded_on >= add_days(d.day, -s.health_answer_days)
  WHERE r.kind = 'nps' AND coalesce(r.relationship, TRUE) AND r.customer_id IS NOT NULL
    AND r.score BETWEEN 0 AND 10 AND r.score = floor(r.score)
),
sentiment AS (
  SELECT
    day, customer_id, max(responded_on) AS seen_on,
    avg(CASE WHEN score >= 9 THEN 100 WHEN score >= 7 THEN 50 ELSE 0 END) AS nps
  FROM given
  WHERE newest = 1
  GROUP BY day, customer_id
),
satisfaction AS (
  SELECT
    d.day, a.customer_id, max(a.responded_on) AS seen_on,
    ratio(sum_int(CASE WHEN a.is_satisfied THEN 1 ELSE 0 END), count(*)) AS csat
  FROM metrics.reference_days d
  CROSS JOIN core.settings s
  JOIN metrics.csat_answers a ON a.responded_on <= d.day AND a.responded_on >= add_days(d.day, -s.health_answer_days)
  WHERE a.is_valid AND a.customer_id <> ''
  GROUP BY d.day, a.customer_id
)
SELECT c.day, c.customer_id, 'nps' AS measure, CAST(n.nps AS DOUBLE) AS value, n.seen_on
FROM metrics.customer_states c
LEFT JOIN sentiment n ON n.day = c.day AND n.customer_id = c.customer_id
UNION ALL
SELECT c.day, c.customer_id, 'csat', a.csat, a.seen_on
FROM metrics.customer_states c
LEFT JOIN satisfaction a ON a.day = c.day AND a.customer_id = c.customer_id
