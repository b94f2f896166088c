-- grain: one row per company, attribute and local day its value changed
-- key: source, company_id, attribute, changed_on
-- meaning: the last value of the day; from the property's history, or where the
--   CRM gives none, today's value since the record exists. Null = emptied.
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
),
known AS (
  SELECT k.source, k.company_id, k.attribute, k.changed_at, k.value
  FROM (
    SELECT source, company_id, attribute, changed_at, value FROM changes
    UNION ALL
    SELECT source, company_id, attribute, changed_at, value FROM current_values WHERE value IS NOT NULL
  ) k
  CROSS JOIN core.settings s
  WHERE k.changed_at < s.as_of_end
),
ranked AS (
  SELECT
    source, company_id, attribute, local_day(changed_at) AS changed_on, value,
    row_number() OVER (
      PARTITION BY source, company_id, attribute, local_day(changed_at) ORDER BY changed_at DESC, value NULLS LAST
    ) AS rank
  FROM known
)
SELECT source, company_id, attribute, changed_on, value
FROM ranked
WHERE rank = 1
