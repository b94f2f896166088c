-- grain: one row per customer, and one for facts without a customer
-- key: customer_id
-- meaning: whose customer it is at the as-of day, and of which team.
SELECT
  i.customer_id,
  coalesce(nullif(trim(c.owner), ''), '(none)') AS owner,
  coalesce(t.team, '(none)') AS team
FROM metrics.customer_ids i
LEFT JOIN core.customers c ON c.customer_id = i.customer_id
LEFT JOIN core.teams t ON t.owner = trim(c.owner)
