-- grain: one row per pair of account id and user the events name
-- key: source, account_id, user_id
-- meaning: customer by the account id, else by the domain of the user's address;
--   null when neither is known, '' stands for a missing id. Resolved once per pair,
--   not per event.
WITH pairs AS (
  SELECT DISTINCT source, coalesce(account_id, '') AS account_id, coalesce(user_id, '') AS user_id
  FROM staging.usage_records
)
SELECT p.source, p.account_id, p.user_id, coalesce(k.customer_id, d.customer_id) AS customer_id
FROM pairs p
LEFT JOIN staging.identity_known_ids k ON k.reference = p.account_id
LEFT JOIN staging.identity_domains d ON d.domain = email_domain(p.user_id)
