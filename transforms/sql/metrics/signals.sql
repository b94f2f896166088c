-- grain: one row per customer paying at the as-of day
-- key: customer_id
-- meaning: what a rule of the alerts may ask of a customer, side by side. Changes of
--   score and breadth are against a month ago, by the same profile; red_dimension is
--   the worst one. What nobody tells of is 0 where it is counted, else null.
WITH month_ago AS (
  SELECT h.customer_id, h.score, m.value AS adoption_breadth
  FROM metrics.reference_days r
  JOIN metrics.customer_health h ON h.day = r.day
  LEFT JOIN metrics.measures m ON m.day = h.day AND m.customer_id = h.customer_id AND m.measure = 'adoption_breadth'
  WHERE r.moment = 'month_ago'
),
goals AS (
  SELECT
    customer_id, count(*) AS open_goals,
    min_by(title, ROW(coalesce(due_on, DATE '9999-12-31'), goal_id)) AS open_goal
  FROM core.goals
  WHERE customer_id IS NOT NULL AND is_open_goal(status)
  GROUP BY customer_id
)
SELECT
  c.customer_id, k.name, k.owner, k.lifecycle_stage, c.plan, c.seats,
  CAST(c.mrr AS DOUBLE) AS mrr, CAST(12 * c.mrr AS DOUBLE) AS arr,
  h.band, CAST(h.score AS DOUBLE) AS score, h.coverage, h.gate,
  CAST(h.score - o.score AS DOUBLE) AS score_change,
  coalesce(d.red_dimensions, 0) AS red_dimensions,
  CASE WHEN d.red_dimensions > 0 THEN d.worst_dimension END AS red_dimension,
  m.usage_trend, m.usage_change, m.seat_utilisation, m.adoption_breadth,
  m.adoption_breadth - o.adoption_breadth AS adoption_breadth_change,
  m.stickiness, m.active_days_share,
  p.silent_days AS power_user_silent_days, p.longest_gap AS power_user_longest_gap, p.active_days AS power_user_active_days,
  m.open_tickets_over_7_days, m.oldest_urgent_ticket_days, m.reopened_tickets, m.first_reply_hours,
  m.csat, m.nps,
  coalesce(v.promoters, 0) AS promoters, coalesce(v.detractors, 0) AS detractors,
  coalesce(v.unanswered_detractors, 0) AS unanswered_detractors,
  days_between(v.unanswered_since, h.day) AS unanswered_detractor_days,
  m.days_past_due, m.days_to_renewal, m.notice_given, m.tenure_months,
  coalesce(n.champions, 0) AS champions, coalesce(n.champions_left, 0) AS champions_left, n.lost_champion,
  m.goals_on_track, coalesce(g.open_goals, 0) AS open_goals, g.open_goal, m.pulse
FROM metrics.customer_states c
JOIN core.settings s ON s.as_of = c.day
LEFT JOIN core.customers k ON k.customer_id = c.customer_id
LEFT JOIN metrics.customer_health h ON h.day = c.day AND h.customer_id = c.customer_id
LEFT JOIN metrics.account_dimensions d ON d.customer_id = c.customer_id
LEFT JOIN month_ago o ON o.customer_id = c.customer_id
LEFT JOIN metrics.current_measures m ON m.customer_id = c.customer_id
LEFT JOIN metrics.power_users p ON p.customer_id = c.customer_id
LEFT JOIN metrics.survey_voices v ON v.customer_id = c.customer_id
LEFT JOIN metrics.champions n ON n.customer_id = c.customer_id
LEFT JOIN goals g ON g.customer_id = c.customer_id
