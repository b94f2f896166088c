-- grain: one row per customer with a valid NPS answer in the window of the survey
-- key: customer_id
-- meaning: the newest answer of each respondent. A detractor is answered by a note of
--   the team on the customer, or a ticket the team opened, on the day of the answer
--   or later; a pulse is no answer.
WITH answers AS (
  SELECT
    r.customer_id, r.score, r.responded_on,
    row_number() OVER (
      PARTITION BY r.customer_id, respondent_of(r.source, r.respondent_id, r.response_id)
      ORDER BY r.responded_at DESC, r.response_id DESC
    ) AS newest
  FROM core.survey_responses r
  CROSS JOIN core.settings s
  WHERE r.kind = 'nps' AND r.customer_id IS NOT NULL AND r.score BETWEEN 0 AND 10 AND r.score = floor(r.score)
    AND r.responded_on > add_days(s.as_of, -s.nps_window_days)
),
replies AS (
  SELECT customer_id, max(day) AS replied_on
  FROM (
    SELECT customer_id, written_on AS day FROM core.notes WHERE kind IS DISTINCT FROM 'pulse'
    UNION ALL
    SELECT customer_id, created_on FROM core.tickets WHERE opened_by_agent
  ) touches
  WHERE customer_id IS NOT NULL
  GROUP BY customer_id
),
judged AS (
  SELECT
    a.customer_id, a.responded_on, a.score,
    a.score <= 6 AND (p.replied_on IS NULL OR p.replied_on < a.responded_on) AS is_unanswered
  FROM answers a
  LEFT JOIN replies p ON p.customer_id = a.customer_id
  WHERE a.newest = 1
)
SELECT
  j.customer_id,
  count(*) AS respondents,
  sum_int(CASE WHEN j.score >= 9 THEN 1 ELSE 0 END) AS promoters,
  sum_int(CASE WHEN j.score IN (7, 8) THEN 1 ELSE 0 END) AS passives,
  sum_int(CASE WHEN j.score <= 6 THEN 1 ELSE 0 END) AS detractors,
  sum_int(CASE WHEN j.is_unanswered THEN 1 ELSE 0 END) AS unanswered_detractors,
  min(CASE WHEN j.is_unanswered THEN j.responded_on END) AS unanswered_since,
  max(j.responded_on) AS newest_on
FROM judged j
GROUP BY j.customer_id
