-- grain: one row per pair of account id and user the events name
-- key: source, account_id, distinct_id
-- meaning: customer by the account id, else by the domain of the user's address;
--   null when neither is known. Resolved once per pair, not per event.
WITH pairs AS (
  SELECT DISTINCT _source AS source, coalesce(account_id, '') AS account_id, distinct_id
  FROM raw.mixpanel_events
)
SELECT p.source, p.account_id, p.distinct_id, coalesce(k.customer_id, d.customer_id) AS customer_id
FROM pairs p
LEFT JOIN staging.identity_known_ids k ON k.reference = p.account_id
LEFT JOIN staging.identity_domains d ON d.domain = email_domain(p.distinct_id)
