-- severity: warn
-- source: helpdesk
-- meaning: tickets whose organization and requester belong to no known customer
-- total: core.tickets
SELECT
  coalesce('requester ' || requester_id, 'no requester') AS key,
  count(*) AS failed,
  CAST(count(*) AS VARCHAR) || ' tickets' AS detail
FROM core.tickets
WHERE customer_id IS NULL
GROUP BY requester_id
