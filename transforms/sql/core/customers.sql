-- grain: one row per customer or prospect
-- key: customer_id
-- meaning: one account in our words, whatever the tools call it: of the CRM's
--   records the one nearest the anchor that knows it, then the team's file, then
--   billing. attributes is a JSON object
--   of the values at the end of the as-of day: numbers and flags as such, dates as
--   YYYY-MM-DD, null where a value is not of its declared type.
-- check[warn]: not_null(name)
WITH ids AS (
  SELECT DISTINCT customer_id
  FROM core.identity
  WHERE kind IN ('company', 'billing_customer') AND customer_id IS NOT NULL
),
crm AS (
  SELECT
    k.customer_id,
    min_by(c.source, k.rank) AS source,
    min_by(c.name, k.rank) FILTER (WHERE c.name IS NOT NULL) AS name,
    min_by(c.domain, k.rank) FILTER (WHERE c.domain IS NOT NULL) AS domain,
    min_by(p.customer_id, k.rank) FILTER (WHERE p.customer_id <> k.customer_id) AS parent_id,
    min_by(c.lifecycle_stage, k.rank) FILTER (WHERE c.lifecycle_stage IS NOT NULL) AS lifecycle_stage,
    min(c.created_at) AS created_at,
    min_by(c.owner_name, k.rank) FILTER (WHERE c.owner_name IS NOT NULL) AS owner,
    min_by(c.owner_email, k.rank) FILTER (WHERE c.owner_name IS NOT NULL OR c.owner_email IS NOT NULL) AS owner_email
  FROM staging.company_clusters k
  JOIN staging.crm_companies c ON c.source = k.source AND c.company_id = k.company_id
  LEFT JOIN staging.company_clusters p ON p.source = c.source AND p.company_id = c.parent_id
  GROUP BY k.customer_id
),
file_lines AS (
  SELECT
    i.customer_id, f.source, f.name, f.domain, coalesce(r.customer_id, f.parent_id) AS parent_id,
    f.lifecycle_stage, f.created_on, f.owner,
    row_number() OVER (PARTITION BY i.customer_id ORDER BY f.source, f.file_id) AS rank
  FROM staging.files_customers f
  JOIN staging.identity_companies i ON i.source = f.source AND i.source_id = f.file_id
  LEFT JOIN staging.customer_references r ON r.reference = f.parent_id
),
billing_lines AS (
  SELECT
    b.customer_id, b.source, coalesce(c.name, b.source_id) AS name, b.domain, c.created_at,
    row_number() OVER (PARTITION BY b.customer_id ORDER BY c.created_at NULLS LAST, b.source_id) AS rank
  FROM staging.identity_billing b
  LEFT JOIN staging.billing_customers c ON c.source = b.source AND c.billing_id = b.source_id
),
current_values AS (
  SELECT
    a.customer_id, a.attribute,
    CASE t.value_type
      WHEN 'number' THEN CASE
        WHEN a.value_number = round(a.value_number) AND abs(a.value_number) < 1e15
          THEN CAST(CAST(a.value_number AS BIGINT) AS VARCHAR)
        ELSE CAST(to_json(a.value_number) AS VARCHAR) END
      WHEN 'date' THEN CAST(to_json(a.value_date) AS VARCHAR)
      WHEN 'flag' THEN CAST(to_json(a.value_flag) AS VARCHAR)
      ELSE CAST(to_json(a.value) AS VARCHAR)
    END AS value
  FROM core.customer_attributes a
  LEFT JOIN staging.attribute_types t ON t.attribute = a.attribute
  WHERE a.valid_to IS NULL
),
current_attributes AS (
  SELECT
    customer_id,
    '{' || string_agg(CAST(to_json(attribute) AS VARCHAR) || ':' || coalesce(value, 'null'), ',' ORDER BY attribute) || '}' AS attributes
  FROM current_values
  GROUP BY customer_id
)
SELECT
  i.customer_id,
  coalesce(crm.name, f.name, b.name) AS name,
  coalesce(crm.domain, f.domain, b.domain) AS domain,
  nullif(coalesce(crm.parent_id, f.parent_id), i.customer_id) AS parent_id,
  coalesce(crm.owner, f.owner) AS owner,
  crm.owner_email,
  coalesce(crm.lifecycle_stage, f.lifecycle_stage) AS lifecycle_stage,
  coalesce(local_day(crm.created_at), f.created_on, local_day(b.created_at)) AS created_on,
  coalesce(a.attributes, '{}') AS attributes,
  coalesce(crm.source, f.source, b.source) AS source
FROM ids i
LEFT JOIN crm ON crm.customer_id = i.customer_id
LEFT JOIN file_lines f ON f.customer_id = i.customer_id AND f.rank = 1
LEFT JOIN billing_lines b ON b.customer_id = i.customer_id AND b.rank = 1
LEFT JOIN current_attributes a ON a.customer_id = i.customer_id
