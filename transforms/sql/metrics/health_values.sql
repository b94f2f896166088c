-- grain: one row per reference day, paying customer and measure of its health profile
-- key: day, customer_id, measure
-- meaning: the measure's value, null where it is not known: it then counts neither
--   for nor against the customer. No helpdesk is unknown; no ticket is 0.
WITH old_tickets AS (
  SELECT d.day, t.customer_id, count(*) AS tickets
  FROM metrics.reference_days d
  JOIN metrics.ticket_facts t
    ON t.created_on < add_days(d.day, -7) AND coalesce(t.solved_on, DATE '9999-12-31') > d.day
  WHERE t.customer_id IS NOT NULL
  GROUP BY d.day, t.customer_id
),
helpdesk AS (
  SELECT min(created_on) AS first_day FROM metrics.ticket_facts
),
answers AS (
  SELECT
    d.day, r.customer_id, r.score,
    row_number() OVER (
      PARTITION BY d.day, r.customer_id, coalesce(r.respondent_id, r.response_id)
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
  SELECT day, customer_id, avg(CASE WHEN score >= 9 THEN 100 WHEN score >= 7 THEN 50 ELSE 0 END) AS nps
  FROM answers
  WHERE newest = 1
  GROUP BY day, customer_id
)
SELECT
  c.day, c.customer_id, p.profile, p.measure,
  CAST(CASE p.measure
    WHEN 'usage_trend' THEN u.trend
    WHEN 'seat_utilisation' THEN u.seat_utilisation
    WHEN 'open_tickets_over_7_days' THEN CASE WHEN h.first_day <= c.day THEN coalesce(t.tickets, 0) END
    WHEN 'nps' THEN n.nps
    WHEN 'days_past_due' THEN i.days_past_due
  END AS DOUBLE) AS value,
  p.worst, p.best, p.weight
FROM metrics.customer_states c
CROSS JOIN helpdesk h
JOIN metrics.health_profile p ON p.profile = 'default'
LEFT JOIN metrics.customer_usage u ON u.day = c.day AND u.customer_id = c.customer_id
LEFT JOIN old_tickets t ON t.day = c.day AND t.customer_id = c.customer_id
LEFT JOIN sentiment n ON n.day = c.day AND n.customer_id = c.customer_id
LEFT JOIN metrics.oldest_debts i ON i.day = c.day AND i.customer_id = c.customer_id
