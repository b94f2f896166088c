-- grain: one row per opportunity
-- key: opportunity_id
-- meaning: a deal closed after the as-of day is still open, its stage and
--   probability then unknown. close_date of an open deal is the expected one.
-- check: accepted(kind, new, renewal, expansion)
WITH deals AS (
  SELECT
    own_id(d.source, d.deal_id, min(d.source) OVER same, max(d.source) OVER same) AS opportunity_id, k.customer_id, d.name, d.kind, d.amount, d.currency, d.probability, d.stage,
    local_day(d.created_at) AS created_on, d.close_date, d.was_closed, d.was_won, d.source
  FROM staging.crm_deals d
  LEFT JOIN staging.company_clusters k ON k.source = d.source AND k.company_id = d.company_id
  WINDOW same AS (PARTITION BY d.deal_id)
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
