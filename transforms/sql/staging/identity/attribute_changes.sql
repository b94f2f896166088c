-- grain: one row per customer, attribute and day its value changed
-- key: customer_id, attribute, changed_on
-- meaning: of each attribute one place is believed: the team's history file,
--   else the CRM (of several records the one nearest the anchor that knows the
--   attribute), else the extra columns of the team's customer file, by our names.
WITH crm AS (
  SELECT k.customer_id, h.attribute, h.changed_on, h.value, k.rank AS priority
  FROM staging.crm_attribute_history h
  JOIN staging.company_clusters k ON k.source = h.source AND k.company_id = h.company_id
),
extras AS (
  SELECT
    i.customer_id, coalesce(n.attribute, a.key) AS attribute, coalesce(f.created_on, DATE '1900-01-01') AS changed_on,
    nullif(trim(json_text(a.value, '$')), '') AS value,
    1000000 + row_number() OVER (PARTITION BY i.customer_id, coalesce(n.attribute, a.key) ORDER BY f.source, f.file_id, a.key) AS priority
  FROM staging.files_customers f
  JOIN staging.identity_companies i ON i.source = f.source AND i.source_id = f.file_id
  CROSS JOIN json_each(coalesce(f.attributes, '{}')) a
  LEFT JOIN core.attribute_fields n ON n.source = f.source AND n.field = a.key
),
candidates AS (
  SELECT customer_id, attribute, changed_on, value, 0 AS priority FROM staging.files_attribute_history
  UNION ALL
  SELECT customer_id, attribute, changed_on, value, priority FROM crm
  UNION ALL
  SELECT customer_id, attribute, changed_on, value, priority FROM extras WHERE value IS NOT NULL
),
believed AS (
  SELECT customer_id, attribute, min(priority) AS priority FROM candidates GROUP BY customer_id, attribute
)
SELECT c.customer_id, c.attribute, c.changed_on, c.value
FROM candidates c
JOIN believed b ON b.customer_id = c.customer_id AND b.attribute = c.attribute AND b.priority = c.priority
