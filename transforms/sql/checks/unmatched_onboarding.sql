-- severity: warn
-- source: team
-- meaning: onboarding steps of customers we do not know
-- total: core.onboarding_steps
SELECT account AS key, count(*) AS failed, CAST(count(*) AS VARCHAR) || ' steps' AS detail
FROM core.onboarding_steps
WHERE customer_id IS NULL
GROUP BY account
