-- grain: one row per customer scored at the as-of day and a week before, and part of its score
-- key: as_of, customer_id, measure
-- meaning: what moved the score since the night a week earlier, both with today's
--   knowledge and profiles: the changes of a customer add up to that of its score.
--   Beside measures there are pulse, rule (of a simple profile) and cap (of a gate).
-- check: not_null(as_of, customer_id, measure, contribution, previous_contribution, change)
WITH both_nights AS (
  SELECT h.as_of, h.customer_id, w.day AS week_ago
  FROM marts.health h
  CROSS JOIN metrics.reference_days w
  WHERE w.moment = 'week_ago' AND h.score IS NOT NULL AND h.previous_score IS NOT NULL
),
parts AS (
  SELECT b.as_of, b.customer_id, p.part, p.contribution, 0.0 AS previous_contribution
  FROM both_nights b
  JOIN metrics.health_parts p ON p.day = b.as_of AND p.customer_id = b.customer_id
  UNION ALL
  SELECT b.as_of, b.customer_id, p.part, 0.0, p.contribution
  FROM both_nights b
  JOIN metrics.health_parts p ON p.day = b.week_ago AND p.customer_id = b.customer_id
)
SELECT
  as_of, customer_id, part AS measure,
  sum(contribution) AS contribution,
  sum(previous_contribution) AS previous_contribution,
  sum(contribution) - sum(previous_contribution) AS change
FROM parts
GROUP BY as_of, customer_id, part
