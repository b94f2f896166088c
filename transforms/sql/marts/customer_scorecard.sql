-- grain: one row per customer and item of its own scorecard
-- key: as_of, customer_id, item
-- meaning: what a customer may be told of itself, of the last complete quarter, the
--   quarter before beside it: the review prints the same. Made of facts about the
--   customer alone; nothing we judge of it, and no money, is in it or behind it. goal is
--   the number there could be: of goals, promises, tickets with a target, seats, features.
-- check: not_null(as_of, customer_id, value, item, label, unit, period_start, period_end)
-- check: accepted(value, business, experience, performance)
-- check: accepted(item, goals, promises, actions, nps, csat, ces, first_reply, resolution, within_target, open_tickets, active_people, active_days, seats, features)
-- check: expression((current IS NULL) = (reason IS NOT NULL))
WITH people AS (
  SELECT customer_id FROM marts.customers WHERE paying
  UNION
  SELECT p.customer_id
  FROM core.subscription_periods p
  JOIN metrics.review_period q ON p.start_date < q.period_end AND (p.end_date IS NULL OR p.end_date >= q.period_end)
  WHERE p.kind = 'paid' AND p.mrr > 0 AND p.customer_id IS NOT NULL
),
-- Whom the helpdesk knows: for the others no ticket is not a count of zero.
served AS (
  SELECT customer_id FROM metrics.known_accounts WHERE area = 'helpdesk'
  UNION
  SELECT customer_id FROM metrics.review_service
)
SELECT
  s.as_of, p.customer_id, i.value, i.item, i.label, v.current, v.previous, i.unit, v.goal,
  CASE WHEN v.item IS NULL AND i.item IN ('goals', 'promises') THEN 'none_recorded'
    WHEN v.item IS NULL AND i.item IN ('nps', 'csat', 'ces') THEN 'no_answers'
    WHEN v.item IS NULL AND h.customer_id IS NOT NULL AND i.value = 'experience' THEN 'no_tickets'
    WHEN v.item IS NULL THEN 'no_data'
    ELSE v.reason END AS reason,
  i.place, q.period_start, q.period_end
FROM people p
CROSS JOIN metrics.customer_items i
CROSS JOIN metrics.review_period q
CROSS JOIN core.settings s
LEFT JOIN served h ON h.customer_id = p.customer_id
LEFT JOIN metrics.review_values v ON v.customer_id = p.customer_id AND v.item = i.item
