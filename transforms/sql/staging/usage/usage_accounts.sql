-- grain: one row per pair of account id and user the events name
-- key: source, account_id, user_id
-- meaning: customer by the account id, else by the domain of the user's address;
--   null when neither is known, '' stands for a missing id. Resolved once per pair,
--   not per event. events and last_at are of those known at the as-of day.
WITH pairs AS (
  SELECT
    e.source, coalesce(e.account_id, '') AS account_id, coalesce(e.user_id, '') AS user_id,
    count(CASE WHEN e.occurred_at < s.as_of_end THEN 1 END) AS events,
    max(CASE WHEN e.occurred_at < s.as_of_end THEN e.occurred_at END) AS last_at
  FROM staging.usage_records e
  CROSS JOIN core.settings s
  GROUP BY e.source, coalesce(e.account_id, ''), coalesce(e.user_id, '')
)
SELECT
  p.source, p.account_id, p.user_id,
  coalesce(k.customer_id, d.customer_id) AS customer_id,
  p.events, p.last_at
FROM pairs p
LEFT JOIN staging.identity_known_ids k ON k.reference = p.account_id
LEFT JOIN staging.identity_domains d ON d.domain = email_domain(p.user_id)
