-- grain: one row per account, attribute and change of its value
-- key: source, company_id, attribute, changed_at, change_order
-- meaning: where the field's history is tracked: what it held when the account was
--   made, every change, and today's value where a change went untracked; else
--   today's value since the account was made. Long texts tell only that they
--   changed, which is no value. Null = emptied.
WITH changes AS (
  SELECT
    h._source AS source, h.account_id AS company_id, json_text(e.name, '$') AS attribute,
    h.id, h.changed_at, h.old_value, h.new_value
  FROM raw.salesforce_account_history h
  CROSS JOIN UNNEST(json_elements(h.attributes)) AS e(name)
  WHERE h.old_value IS NOT NULL OR h.new_value IS NOT NULL
),
placed AS (
  SELECT
    source, company_id, attribute, id, changed_at, old_value, new_value,
    row_number() OVER (PARTITION BY source, company_id, attribute ORDER BY changed_at, id) AS first_place,
    row_number() OVER (PARTITION BY source, company_id, attribute ORDER BY changed_at DESC, id DESC) AS last_place
  FROM changes
),
held AS (
  SELECT c.source, c.company_id, c.created_at, c.updated_at, a.key AS attribute, json_text(a.value, '$') AS value
  FROM staging.salesforce_companies c, json_each(coalesce(c.attributes, '{}')) a
)
SELECT source, company_id, attribute, changed_at, id AS change_order, new_value AS value FROM placed
UNION ALL
SELECT p.source, p.company_id, p.attribute, c.created_at, '', p.old_value
FROM placed p
JOIN staging.salesforce_companies c ON c.source = p.source AND c.company_id = p.company_id
WHERE p.first_place = 1 AND p.old_value IS NOT NULL
UNION ALL
SELECT h.source, h.company_id, h.attribute, CASE WHEN p.id IS NULL THEN h.created_at ELSE h.updated_at END, 'z', h.value
FROM held h
LEFT JOIN placed p ON p.source = h.source AND p.company_id = h.company_id AND p.attribute = h.attribute AND p.last_place = 1
WHERE p.id IS NULL
  OR (p.new_value IS DISTINCT FROM h.value
      AND TRY_CAST(p.new_value AS DOUBLE) IS DISTINCT FROM coalesce(TRY_CAST(h.value AS DOUBLE), CAST('NaN' AS DOUBLE)))
