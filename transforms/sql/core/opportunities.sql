-- grain: one row per opportunity
-- key: opportunity_id
-- meaning: a deal closed after the as-of day is still open, its stage and
--   probability then unknown. close_date of an open deal is the expected one.
-- check: accepted(kind, new, renewal, expansion)
WITH deal_companies AS (
  SELECT
    d._source, d.id, k.customer_id,
    row_number() OVER (PARTITION BY d._source, d.id ORDER BY c.position) AS rank
  FROM raw.hubspot_deals d
  CROSS JOIN UNNEST(json_elements(d.company_ids)) WITH ORDINALITY AS c(company, position)
  JOIN staging.hubspot_company_clusters k ON k.source = d._source AND k.company_id = json_text(c.company, '$')
),
deals AS (
  SELECT
    d.id AS opportunity_id, c.customer_id, nullif(trim(d.name), '') AS name,
    CASE lower(coalesce(d.deal_type, '')) WHEN 'renewal' THEN 'renewal' WHEN 'existingbusiness' THEN 'expansion' ELSE 'new' END AS kind,
    d.amount, currency_or(d.currency, s.currency) AS currency, d.probability, d.stage,
    local_day(d.created_at) AS created_on, local_day(d.close_date) AS close_date,
    coalesce(d.is_closed, FALSE) AS was_closed, coalesce(d.is_won, FALSE) AS was_won, d._source AS source
  FROM raw.hubspot_deals d
  CROSS JOIN core.settings s
  LEFT JOIN deal_companies c ON c._source = d._source AND c.id = d.id AND c.rank = 1
  WHERE (d.created_at IS NULL OR d.created_at < s.as_of_end) AND NOT coalesce(d.archived, FALSE)
  UNION ALL
  SELECT
    f.opportunity_id, r.customer_id, NULL, coalesce(word_of(f.kind), 'new'), f.amount, currency_or(f.currency, s.currency),
    f.probability, f.stage, NULL, f.close_date, coalesce(f.is_closed, FALSE), coalesce(f.is_won, FALSE), f._source
  FROM raw.files_opportunities f
  CROSS JOIN core.settings s
  LEFT JOIN staging.customer_references r ON r.reference = f.customer_id
)
SELECT
  d.opportunity_id, d.customer_id, d.name, d.kind, CAST(d.amount AS DECIMAL(18, 6)) AS amount, d.currency,
  CASE WHEN d.was_closed AND d.close_date > s.as_of THEN NULL ELSE d.probability END AS probability,
  CASE WHEN d.was_closed AND d.close_date > s.as_of THEN 'open' ELSE d.stage END AS stage,
  d.created_on, d.close_date,
  d.was_closed AND (d.close_date IS NULL OR d.close_date <= s.as_of) AS is_closed,
  d.was_won AND d.was_closed AND (d.close_date IS NULL OR d.close_date <= s.as_of) AS is_won,
  d.source
FROM deals d
CROSS JOIN core.settings s
