-- grain: one row per record of a source that stands for a customer or one of its people
-- key: source, kind, source_id
-- meaning: which customer it is and how that was found; customer_id and method
--   are null where nothing matched.
-- check: accepted(kind, company, billing_customer, organization, user)
-- check: accepted(method, external_id, mapping, merged, domain, email_domain, self)
SELECT source, 'company' AS kind, source_id, customer_id, method FROM staging.identity_companies
UNION ALL
SELECT source, 'billing_customer', source_id, customer_id, method FROM staging.identity_billing
UNION ALL
SELECT source, 'organization', source_id, customer_id, method FROM staging.identity_organizations
UNION ALL
SELECT source, 'user', source_id, customer_id, method FROM staging.identity_users
