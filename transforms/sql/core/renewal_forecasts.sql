-- grain: one row per renewal and day somebody forecast it
-- key: made_on, customer_id, renewal_date
-- meaning: what was expected on an earlier day: ARR in the reporting currency, health
--   band and chance. The program's own record of its nights counts before the
--   team's files, of two files the first by name.
-- check[warn]: accepted(band, green, yellow, red, grey)
-- check[warn]: expression(probability IS NULL OR probability BETWEEN 0 AND 1)
WITH nights AS (
  -- Of a night computed again the newest run speaks.
  SELECT as_of, max_by(run_id, _load_id) AS run_id FROM raw.quarterdeck_renewals GROUP BY as_of
),
given AS (
  SELECT
    q.as_of AS made_on, coalesce(r.customer_id, q.customer_id) AS customer_id, q.renewal_date, q.arr, q.band, q.probability, q.state, q._source AS source,
    1 AS priority, q.customer_id AS reference
  FROM raw.quarterdeck_renewals q
  JOIN nights n ON n.as_of = q.as_of AND n.run_id = q.run_id
  LEFT JOIN staging.customer_references r ON r.reference = q.customer_id
  UNION ALL
  SELECT
    f.made_on, r.customer_id, f.renewal_date, f.arr, coalesce(word_of(f.band), 'grey'), f.probability,
    coalesce(word_of(f.state), 'due'), f._source, 2, f.customer_id
  FROM raw.files_renewal_forecasts f
  JOIN staging.customer_references r ON r.reference = f.customer_id
),
ranked AS (
  SELECT
    g.*,
    row_number() OVER (PARTITION BY g.made_on, g.customer_id, g.renewal_date ORDER BY g.priority, g.source, g.reference) AS rank
  FROM given g
  CROSS JOIN core.settings s
  WHERE g.made_on < s.as_of
)
SELECT made_on, customer_id, renewal_date, CAST(arr AS DECIMAL(18, 6)) AS arr, band, probability, state, source
FROM ranked
WHERE rank = 1
