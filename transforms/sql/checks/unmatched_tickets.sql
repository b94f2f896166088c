-- severity: warn
-- source: helpdesk
-- meaning: tickets whose organization and requester belong to no known customer
-- total: core.tickets
SELECT
  coalesce('customer ' || f.customer_id, 'requester ' || t.requester_id, 'no requester') AS key,
  count(*) AS failed,
  CAST(count(*) AS VARCHAR) || ' tickets' AS detail
FROM core.tickets t
LEFT JOIN raw.files_tickets f ON f._source = t.source AND f.ticket_id = t.ticket_id
WHERE t.customer_id IS NULL
GROUP BY 1
