-- adds: coalesce(sum(part), 0)
-- meaning: one row per contract that ends within the window: part is its ARR.
SELECT
  t.customer_id, 'subscription' AS record, p.source, t.subscription_id AS record_id, t.renewal_date AS day,
  t.state || ', health ' || c.band || ', ARR ' || CAST(round(t.arr, 2) AS VARCHAR) || ', chance of the band ' || CAST(round(c.chance, 4) AS VARCHAR) AS detail,
  t.arr AS part,
  t.arr AS base
FROM metrics.figure f
JOIN marts.renewals r
  ON r.state <> 'late' AND (f.customer_id IS NULL OR (r.customer_id = f.customer_id AND CAST(r.renewal_date AS VARCHAR) = f.segment))
JOIN metrics.segment_spans g
  ON g.customer_id = r.customer_id AND g.valid_from <= f.as_of AND (g.valid_to IS NULL OR g.valid_to > f.as_of)
  AND g.dimension = CASE WHEN f.customer_id IS NULL THEN f.dimension ELSE 'all' END
  AND g.segment = CASE WHEN f.customer_id IS NULL THEN f.segment ELSE 'all' END
JOIN metrics.renewal_terms t ON t.customer_id = r.customer_id AND t.renewal_date = r.renewal_date
JOIN metrics.renewal_chances c ON c.band = r.band
JOIN core.subscription_periods p ON p.subscription_id = t.subscription_id AND p.start_date = t.first_day
