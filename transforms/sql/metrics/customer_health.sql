-- grain: one row per reference day and customer paying at its end
-- key: day, customer_id
-- meaning: weighted mean of the measures that are known; grey where they weigh less
--   than the least coverage. An invoice long past due caps the score.
WITH totals AS (
  SELECT
    day, customer_id, profile,
    sum(CASE WHEN score IS NOT NULL THEN weight END) AS present_weight,
    sum(weight) AS all_weight,
    sum(score * weight) AS points
  FROM metrics.health_inputs
  GROUP BY day, customer_id, profile
),
scored AS (
  SELECT
    t.day, t.customer_id, t.profile, t.present_weight,
    round(ratio(t.points, t.present_weight), 9) AS score,
    coalesce(ratio(t.present_weight, t.all_weight), 0) AS coverage,
    CASE WHEN i.days_past_due > s.payment_gate_days THEN 'payment_overdue' END AS gate
  FROM totals t
  CROSS JOIN core.settings s
  LEFT JOIN metrics.oldest_debts i ON i.day = t.day AND i.customer_id = t.customer_id
),
gated AS (
  SELECT
    c.day, c.customer_id, c.profile, c.present_weight, c.coverage, c.gate,
    c.score AS ungated_score,
    CASE
      WHEN c.coverage < s.health_min_coverage THEN NULL
      WHEN c.gate IS NOT NULL THEN least(c.score, s.payment_gate_cap)
      ELSE c.score
    END AS score
  FROM scored c
  CROSS JOIN core.settings s
)
SELECT
  g.day, g.customer_id, g.profile, g.score, g.ungated_score, g.coverage, g.present_weight, g.gate,
  CASE
    WHEN g.score IS NULL THEN 'grey'
    WHEN g.score >= s.health_green THEN 'green'
    WHEN g.score >= s.health_yellow THEN 'yellow'
    ELSE 'red'
  END AS band
FROM gated g
CROSS JOIN core.settings s
