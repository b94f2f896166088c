-- grain: one row per customer paying at the as-of day
-- key: as_of, customer_id
-- meaning: all we judge of an account in one line, the counterpart of what it may be
--   told in marts.customer_scorecard. Never for customers. change is against the
--   score of a week before; disagreement: the score and the team's pulse say the
--   opposite; data_areas are those of the five with data.
-- check: not_null(as_of, customer_id, mrr, band, coverage, risk_alerts, expansion_alerts, expansion_ideas, data_areas)
-- check: accepted(band, green, yellow, red, grey)
WITH renewals AS (
  SELECT customer_id, min(renewal_date) AS renewal_date, min_by(state, renewal_date) AS renewal_state,
    min_by(probability, renewal_date) AS renewal_probability, sum(arr) AS renewal_arr
  FROM marts.renewals
  GROUP BY customer_id
),
ideas AS (
  SELECT customer_id, count(*) AS expansion_ideas, min_by(rule, rank) AS top_idea, min_by(evidence, rank) AS top_idea_evidence, min(goal) AS goal
  FROM marts.expansion_ideas
  GROUP BY customer_id
),
covered AS (
  SELECT customer_id, count(DISTINCT CASE WHEN has_data THEN area END) AS data_areas, count(DISTINCT CASE WHEN is_fresh THEN area END) AS fresh_areas
  FROM marts.data_coverage
  GROUP BY customer_id
)
SELECT
  h.as_of, h.customer_id, c.name, c.owner, c.lifecycle_stage, coalesce(c.mrr, 0) AS mrr,
  h.profile, h.score, h.band, h.band_since, h.plain_band, h.gate_reason, h.coverage,
  h.previous_band, h.score - h.previous_score AS change, m.raised_by, m.raised, m.lowered_by, m.lowered,
  n.product_score, n.relationship_score, n.worst_dimension, n.worst_dimension_score, coalesce(n.red_dimensions, 0) AS red_dimensions,
  h.pulse, h.pulse_on, d.kind AS disagreement,
  coalesce(a.risk_alerts, 0) AS risk_alerts, a.top_risk, a.top_risk_reason, a.top_risk_action, a.top_risk_since,
  coalesce(a.expansion_alerts, 0) AS expansion_alerts,
  coalesce(i.expansion_ideas, 0) AS expansion_ideas, i.top_idea, i.top_idea_evidence, i.goal AS idea_goal,
  coalesce(r.renewal_date, c.renewal_date) AS renewal_date, r.renewal_state, r.renewal_probability, r.renewal_arr,
  coalesce(v.data_areas, 0) AS data_areas, coalesce(v.fresh_areas, 0) AS fresh_areas
FROM marts.health h
JOIN marts.customers c ON c.customer_id = h.customer_id
LEFT JOIN metrics.account_moves m ON m.customer_id = h.customer_id
LEFT JOIN metrics.account_dimensions n ON n.customer_id = h.customer_id
LEFT JOIN marts.health_disagreements d ON d.as_of = h.as_of AND d.customer_id = h.customer_id
LEFT JOIN metrics.account_alerts a ON a.customer_id = h.customer_id
LEFT JOIN ideas i ON i.customer_id = h.customer_id
LEFT JOIN renewals r ON r.customer_id = h.customer_id
LEFT JOIN covered v ON v.customer_id = h.customer_id
