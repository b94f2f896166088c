-- severity: warn
-- source: all
-- meaning: customers of whom CRM, billing and usage tell different things, with the MRR at stake; see marts.reconciliation
-- total: marts.customers
SELECT cause || ' ' || customer_id AS key, customer_id, amount, detail
FROM marts.reconciliation
