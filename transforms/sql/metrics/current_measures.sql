-- grain: one row per customer paying at the as-of day
-- key: customer_id
-- meaning: metrics.measures of the day side by side. Usage is unknown where the tracker
--   has told nothing of anybody for a week.
WITH known AS (
  SELECT m.customer_id, m.measure, m.value, m.seen_on >= add_days(m.day, -7) AS is_fresh
  FROM metrics.measures m
  JOIN core.settings s ON s.as_of = m.day
)
SELECT
  customer_id,
  max(CASE WHEN measure = 'usage_trend' AND is_fresh THEN value END) AS usage_trend,
  max(CASE WHEN measure = 'usage_change' AND is_fresh THEN value END) AS usage_change,
  max(CASE WHEN measure = 'seat_utilisation' AND is_fresh THEN value END) AS seat_utilisation,
  max(CASE WHEN measure = 'adoption_breadth' AND is_fresh THEN value END) AS adoption_breadth,
  max(CASE WHEN measure = 'stickiness' AND is_fresh THEN value END) AS stickiness,
  max(CASE WHEN measure = 'active_days_share' AND is_fresh THEN value END) AS active_days_share,
  max(CASE WHEN measure = 'open_tickets_over_7_days' THEN value END) AS open_tickets_over_7_days,
  max(CASE WHEN measure = 'oldest_urgent_ticket_days' THEN value END) AS oldest_urgent_ticket_days,
  max(CASE WHEN measure = 'reopened_tickets' THEN value END) AS reopened_tickets,
  max(CASE WHEN measure = 'first_reply_hours' THEN value END) AS first_reply_hours,
  max(CASE WHEN measure = 'csat' THEN value END) AS csat,
  max(CASE WHEN measure = 'nps' THEN value END) AS nps,
  max(CASE WHEN measure = 'days_past_due' THEN value END) AS days_past_due,
  max(CASE WHEN measure = 'days_to_renewal' THEN value END) AS days_to_renewal,
  max(CASE WHEN measure = 'notice_given' THEN value END) AS notice_given,
  max(CASE WHEN measure = 'tenure_months' THEN value END) AS tenure_months,
  max(CASE WHEN measure = 'goals_on_track' THEN value END) AS goals_on_track,
  max(CASE WHEN measure = 'pulse' THEN value END) AS pulse
FROM known
GROUP BY customer_id
