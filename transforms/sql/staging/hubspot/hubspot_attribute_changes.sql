-- grain: one row per company, attribute and change of its value
-- key: source, company_id, attribute, changed_at, value
-- meaning: from the property's history, or where HubSpot gives none, today's value
--   since the record exists. Null = emptied.
WITH histories AS (
  SELECT c.source, c.company_id, h.key AS attribute, h.value AS entries
  FROM staging.hubspot_companies c, json_each(coalesce(c.attribute_history, '{}')) h
  WHERE json_array_length(h.value) > 0
),
changes AS (
  SELECT
    h.source, h.company_id, h.attribute,
    instant_of(json_text(e.entry, '$.timestamp')) AS changed_at,
    nullif(trim(json_text(e.entry, '$.value')), '') AS value
  FROM histories h
  CROSS JOIN UNNEST(json_elements(h.entries)) AS e(entry)
),
current_values AS (
  SELECT
    c.source, c.company_id, a.key AS attribute, c.created_at AS changed_at,
    nullif(trim(json_text(a.value, '$')), '') AS value
  FROM staging.hubspot_companies c, json_each(coalesce(c.attributes, '{}')) a
  WHERE NOT EXISTS (
    SELECT 1 FROM histories h
    WHERE h.source = c.source AND h.company_id = c.company_id AND h.attribute = a.key
  )
)
SELECT source, company_id, attribute, changed_at, '' AS change_order, value FROM changes
UNION
SELECT source, company_id, attribute, changed_at, '', value FROM current_values WHERE value IS NOT NULL
