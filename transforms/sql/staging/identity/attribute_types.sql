-- grain: one row per attribute the configuration declares
-- key: attribute
-- meaning: its type, which is one for all sources.
SELECT attribute, min(value_type) AS value_type
FROM core.attribute_fields
GROUP BY attribute
