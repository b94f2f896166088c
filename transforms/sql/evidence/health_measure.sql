-- adds: max(part)
-- meaning: the measure's value and its anchors, and what it was taken from: open old
--   tickets, answers, unpaid invoices, notes, days with users. Only the first has a
--   part, the score; base is the value.
WITH asked AS (
  SELECT f.customer_id, f.segment AS measure, f.period_start AS day FROM metrics.figure f
)
SELECT
  a.customer_id, 'health_measure' AS record, CAST(NULL AS VARCHAR) AS source, a.measure AS record_id, coalesce(i.seen_on, a.day) AS day,
  coalesce('worst ' || CAST(i.worst AS VARCHAR) || ', best ' || CAST(i.best AS VARCHAR), 'by steps') AS detail,
  CASE
    WHEN i.is_stale THEN NULL
    WHEN s.score IS NOT NULL THEN s.score
    ELSE 100 * clamp((i.value - i.worst) / (i.best - i.worst), 0.0, 1.0)
  END AS part,
  i.value AS base
FROM asked a
JOIN marts.health_inputs i ON i.as_of = a.day AND i.customer_id = a.customer_id AND i.measure = a.measure
JOIN marts.health h ON h.as_of = a.day AND h.customer_id = a.customer_id
LEFT JOIN core.health_steps s
  ON s.profile = h.profile AND s.measure = a.measure AND (s.from_value IS NULL OR i.value >= s.from_value) AND (s.to_value IS NULL OR i.value < s.to_value)
UNION ALL
SELECT t.customer_id, 'ticket', t.source, t.ticket_id, t.created_on, t.status, NULL, NULL
FROM asked a
JOIN core.tickets t ON t.customer_id = a.customer_id AND t.created_on < add_days(a.day, -7) AND coalesce(t.solved_on, DATE '9999-12-31') > a.day
WHERE a.measure = 'open_tickets_over_7_days'
UNION ALL
SELECT r.customer_id, 'survey_response', r.source, r.response_id, r.responded_on, CAST(r.score AS VARCHAR), NULL, NULL
FROM asked a
CROSS JOIN core.settings s
JOIN core.survey_responses r ON r.customer_id = a.customer_id AND r.responded_on BETWEEN add_days(a.day, -s.health_answer_days) AND a.day
WHERE a.measure = 'nps' AND r.kind = 'nps' AND coalesce(r.relationship, TRUE)
UNION ALL
SELECT v.customer_id, 'invoice', v.source, v.invoice_id, coalesce(v.due_on, v.issued_on), v.status, NULL, NULL
FROM asked a
JOIN core.invoices v ON v.customer_id = a.customer_id AND coalesce(v.due_on, v.issued_on) < a.day
WHERE a.measure = 'days_past_due' AND (v.paid_on > a.day OR (v.paid_on IS NULL AND v.status = 'open'))
UNION ALL
SELECT n.customer_id, 'note', n.source, n.note_id, n.written_on, n.author, NULL, NULL
FROM asked a
JOIN core.notes n ON n.customer_id = a.customer_id AND n.written_on <= a.day AND n.kind = 'pulse'
WHERE a.measure = 'pulse'
UNION ALL
SELECT e.customer_id, 'user', max(e.source), e.user_id, max(e.day), CAST(count(DISTINCT e.day) AS VARCHAR) || ' days', NULL, NULL
FROM asked a
CROSS JOIN core.settings s
JOIN core.usage_events e ON e.customer_id = a.customer_id AND e.day > add_days(a.day, -2 * s.mau_days) AND e.day <= a.day
JOIN metrics.user_days u ON u.customer_id = e.customer_id AND u.user_id = e.user_id AND u.day = e.day
WHERE a.measure IN ('usage_trend', 'usage_change', 'seat_utilisation', 'stickiness', 'active_days_share')
GROUP BY e.customer_id, e.user_id
