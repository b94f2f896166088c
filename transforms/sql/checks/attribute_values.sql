-- severity: warn
-- source: all
-- meaning: attributes with values that are not of the declared type; they count as missing
-- total: core.customer_attributes
WITH unfit AS (
  SELECT
    a.customer_id, a.attribute, t.value_type, max_by(a.value, a.valid_from) AS value,
    row_number() OVER (PARTITION BY a.attribute ORDER BY a.customer_id) AS place
  FROM core.customer_attributes a
  JOIN staging.attribute_types t ON t.attribute = a.attribute
  WHERE t.value_type IN ('number', 'date', 'flag')
    AND a.value_number IS NULL AND a.value_date IS NULL AND a.value_flag IS NULL
  GROUP BY a.customer_id, a.attribute, t.value_type
)
SELECT
  attribute AS key,
  count(*) AS failed,
  'no ' || min(value_type) || ' at ' || CAST(count(*) AS VARCHAR) || ' customers: '
    || string_agg(customer_id || ' "' || left(value, 40) || '"', ', ' ORDER BY place) FILTER (WHERE place <= 3) AS detail
FROM unfit
GROUP BY attribute
