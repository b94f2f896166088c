-- grain: one row per assumption of what the product's use is worth to a customer
-- key: agreement_id
-- meaning: factor units of value for one use of a feature, or for one action where no
--   feature is named. What was agreed after the as-of day is not agreed yet.
-- check[warn]: not_null(customer_id, factor, unit, agreed_by, agreed_on)
-- check[warn]: expression(factor > 0)
SELECT
  v.agreement_id, r.customer_id, nullif(trim(v.feature), '') AS feature, v.factor, v.unit, v.assumption, v.agreed_by, v.agreed_on,
  v._source AS source
FROM raw.files_value_agreements v
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = v.customer_id
WHERE v.agreed_on IS NULL OR v.agreed_on <= s.as_of
