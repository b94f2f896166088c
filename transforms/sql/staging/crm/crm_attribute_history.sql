-- grain: one row per CRM company, attribute and local day its value changed
-- key: source, company_id, attribute, changed_on
-- meaning: the last value of the day, up to the as-of day; of several at one instant
--   the greatest change_order counts. Null = emptied.
WITH changes AS (
  SELECT source, company_id, attribute, changed_at, change_order, value
  FROM staging.hubspot_attribute_changes
  UNION ALL
  SELECT source, company_id, attribute, changed_at, change_order, value
  FROM staging.salesforce_attribute_changes
),
trimmed AS (
  SELECT
    c.source, c.company_id, c.attribute, c.changed_at, c.change_order, local_day(c.changed_at) AS changed_on,
    nullif(trim(c.value), '') AS value
  FROM changes c
  CROSS JOIN core.settings s
  WHERE c.changed_at < s.as_of_end
),
ranked AS (
  SELECT
    source, company_id, attribute, changed_on, value,
    row_number() OVER (
      PARTITION BY source, company_id, attribute, changed_on
      ORDER BY changed_at DESC, change_order DESC, value NULLS LAST
    ) AS rank
  FROM trimmed
)
SELECT source, company_id, attribute, changed_on, value
FROM ranked
WHERE rank = 1
