-- severity: warn
-- source: all
-- meaning: attributes the configuration declares that not one customer has; their field may be misspelled
-- total: core.attribute_fields
SELECT f.attribute AS key, 'field ' || f.field || ' of ' || f.source AS detail
FROM core.attribute_fields f
WHERE EXISTS (SELECT 1 FROM staging.identity_companies i WHERE i.source = f.source)
  AND NOT EXISTS (SELECT 1 FROM core.customer_attributes a WHERE a.attribute = f.attribute)
