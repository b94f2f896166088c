-- grain: one row per CRM deal created by the end of the as-of day
-- key: source, deal_id
-- meaning: as it is now: was_closed and was_won also tell of a closing after the
--   as-of day. probability is 0 to 1.
-- check: accepted(kind, new, renewal, expansion)
WITH deals AS (
  SELECT
    source, deal_id, company_id, name, kind, amount, currency, probability, stage, created_at, close_date,
    was_closed, was_won
  FROM staging.hubspot_deals
  UNION ALL
  SELECT
    source, deal_id, company_id, name, kind, amount, currency, probability, stage, created_at, close_date,
    was_closed, was_won
  FROM staging.salesforce_deals
)
SELECT
  d.source, d.deal_id,
  nullif(d.company_id, '') AS company_id,
  nullif(trim(d.name), '') AS name,
  d.kind,
  CAST(d.amount AS DECIMAL(18, 6)) AS amount,
  currency_or(d.currency, s.currency) AS currency,
  CAST(d.probability AS DOUBLE) AS probability,
  d.stage, d.created_at, d.close_date,
  coalesce(d.was_closed, FALSE) AS was_closed,
  coalesce(d.was_won, FALSE) AS was_won
FROM deals d
CROSS JOIN core.settings s
WHERE d.created_at IS NULL OR d.created_at < s.as_of_end
