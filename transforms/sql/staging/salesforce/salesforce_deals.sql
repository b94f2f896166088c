-- grain: one row per opportunity that is not deleted
-- key: source, deal_id
-- meaning: kind is read from the words of Type and of the record type, whichever
--   says more: 'Renewal', then 'Existing Business', 'Upsell' and the like.
WITH opportunities AS (
  SELECT *, lower(concat_ws(' ', type, record_type)) AS words
  FROM raw.salesforce_opportunities
)
SELECT
  _source AS source, id AS deal_id, account_id AS company_id, name,
  CASE
    WHEN regexp_matches(words, 'renew') THEN 'renewal'
    WHEN regexp_matches(words, 'existing|expan|up-?\s?sell|cross-?\s?sell|upgrade|downgrade|replacement|add-?\s?on|amend') THEN 'expansion'
    ELSE 'new'
  END AS kind,
  amount, currency, probability / 100 AS probability, stage, created_at, close_date,
  is_closed AS was_closed, is_won AS was_won
FROM opportunities
