-- grain: one row per deal that is not archived
-- key: source, deal_id
-- meaning: of several companies the first the CRM still knows is the deal's.
WITH deal_companies AS (
  SELECT
    d._source, d.id, k.company_id,
    row_number() OVER (PARTITION BY d._source, d.id ORDER BY c.position) AS rank
  FROM raw.hubspot_deals d
  CROSS JOIN UNNEST(json_elements(d.company_ids)) WITH ORDINALITY AS c(company, position)
  JOIN staging.company_clusters k ON k.source = d._source AND k.company_id = json_text(c.company, '$')
)
SELECT
  d._source AS source, d.id AS deal_id, c.company_id, d.name,
  CASE lower(coalesce(d.deal_type, '')) WHEN 'renewal' THEN 'renewal' WHEN 'existingbusiness' THEN 'expansion' ELSE 'new' END AS kind,
  d.amount, d.currency, d.probability, d.stage, d.created_at, local_day(d.close_date) AS close_date,
  d.is_closed AS was_closed, d.is_won AS was_won
FROM raw.hubspot_deals d
LEFT JOIN deal_companies c ON c._source = d._source AND c.id = d.id AND c.rank = 1
WHERE NOT coalesce(d.archived, FALSE)
