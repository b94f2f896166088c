-- grain: one row per paying customer and rule of expansion that is true of it
-- key: as_of, customer_id, rule
-- meaning: who may be ready for more, with the evidence, the most signs first, then the
--   most money. goal is the customer's own open goal that is due first: an idea
--   without one has no business with the customer and is_internal.
-- check: not_null(evidence, rank, signs, is_internal)
-- check: expression(is_internal = (goal_id IS NULL))
WITH goals AS (
  SELECT
    customer_id, goal_id, title,
    row_number() OVER (PARTITION BY customer_id ORDER BY due_on NULLS LAST, goal_id) AS place
  FROM core.goals
  WHERE customer_id IS NOT NULL AND is_open_goal(status)
),
ideas AS (
  SELECT
    c.customer_id, c.rule, c.reason AS evidence, c.money, c.mrr, c.owner,
    count(*) OVER (PARTITION BY c.customer_id) AS signs
  FROM metrics.alert_conditions c
  WHERE c.kind = 'expansion' AND c.is_true
)
SELECT
  s.as_of, i.customer_id, k.name, i.rule, i.evidence, i.mrr, i.money, i.owner, r.action,
  g.goal_id, g.title AS goal, g.goal_id IS NULL AS is_internal, i.signs,
  row_number() OVER (ORDER BY i.signs DESC, i.money DESC NULLS LAST, i.customer_id, i.rule) AS rank
FROM ideas i
CROSS JOIN core.settings s
JOIN core.alert_rules r ON r.rule = i.rule
LEFT JOIN core.customers k ON k.customer_id = i.customer_id
LEFT JOIN goals g ON g.customer_id = i.customer_id AND g.place = 1
