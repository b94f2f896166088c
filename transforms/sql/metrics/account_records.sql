-- grain: one row per customer, area and source with records of the customer
-- key: customer_id, area, source
-- meaning: how many records there are and the day of the newest. A CRM's company is a
--   record of the day it was made; an invoice counts with its day of issue, a
--   subscription with each of its periods.
WITH facts AS (
  SELECT customer_id, 'crm' AS area, source, count(*) AS records, CAST(NULL AS DATE) AS newest
  FROM core.identity WHERE kind = 'company' GROUP BY customer_id, source
  UNION ALL
  SELECT customer_id, 'crm', source, count(*), max(created_on) FROM core.opportunities GROUP BY customer_id, source
  UNION ALL
  SELECT customer_id, 'crm', source, count(*), NULL FROM core.contacts GROUP BY customer_id, source
  UNION ALL
  SELECT customer_id, 'crm', source, 0, created_on FROM core.customers
  UNION ALL
  SELECT customer_id, 'billing', source, count(*), max(start_date) FROM core.subscription_periods GROUP BY customer_id, source
  UNION ALL
  SELECT customer_id, 'billing', source, count(*), max(issued_on) FROM core.invoices GROUP BY customer_id, source
  UNION ALL
  SELECT customer_id, 'helpdesk', source, count(*), greatest(max(created_on), max(solved_on)) FROM core.tickets GROUP BY customer_id, source
  UNION ALL
  SELECT customer_id, 'survey', source, count(*), max(responded_on) FROM core.survey_responses GROUP BY customer_id, source
  UNION ALL
  SELECT customer_id, 'usage', source, events, last_day FROM core.usage_sources
)
SELECT customer_id, area, source, sum_int(records) AS records, max(newest) AS newest
FROM facts
WHERE customer_id IS NOT NULL
GROUP BY customer_id, area, source
HAVING sum_int(records) > 0
