-- grain: one row per CRM company, attribute and local day its value changed
-- key: source, company_id, attribute, changed_on
-- meaning: the last value of the day, up to the as-of day; null = emptied.
SELECT source, company_id, attribute, changed_on, value
FROM staging.hubspot_attribute_history
UNION ALL
SELECT source, company_id, attribute, changed_on, value
FROM staging.salesforce_attribute_history
