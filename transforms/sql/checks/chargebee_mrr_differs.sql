-- severity: warn
-- source: billing
-- meaning: paying subscriptions for which Chargebee's own MRR is more than one per cent from ours; discounts, pauses or tax are set up in a way one of the two reads otherwise
-- total: staging.chargebee_subscriptions
WITH ours AS (
  SELECT p.source, p.subscription_id, sum(p.mrr) AS mrr
  FROM staging.billing_plan_pieces p
  WHERE p.kind = 'paid' AND p.end_date IS NULL
  GROUP BY p.source, p.subscription_id
)
SELECT
  o.subscription_id AS key,
  o.mrr AS amount,
  'Chargebee says ' || CAST(CAST(CAST(b.mrr AS DOUBLE) / s.minor_per_major AS DECIMAL(18, 2)) AS VARCHAR) AS detail
FROM ours o
JOIN staging.chargebee_subscriptions s ON s.source = o.source AND s.subscription_id = o.subscription_id
JOIN raw.chargebee_subscriptions b ON b._source = o.source AND b.id = o.subscription_id
CROSS JOIN core.settings c
-- Its figure is of now: it says nothing about a day before the last change.
WHERE b.mrr IS NOT NULL AND b.status IN ('active', 'non_renewing') AND b.updated_at < c.as_of_end
  AND abs(o.mrr - b.mrr / CAST(s.minor_per_major AS DOUBLE)) > greatest(0.02, 0.01 * o.mrr)
