-- grain: one row per renewal and day somebody forecast it
-- key: made_on, customer_id, renewal_date
-- meaning: what was expected then: ARR in the reporting currency, health band and
--   chance. Of two sources that give one day, the first by name counts.
-- check[warn]: accepted(band, green, yellow, red, grey)
-- check[warn]: expression(probability IS NULL OR probability BETWEEN 0 AND 1)
WITH ranked AS (
  SELECT
    f.made_on, r.customer_id, f.renewal_date, CAST(f.arr AS DECIMAL(18, 6)) AS arr, coalesce(word_of(f.band), 'grey') AS band,
    f.probability, coalesce(word_of(f.state), 'due') AS state, f._source AS source,
    row_number() OVER (PARTITION BY f.made_on, r.customer_id, f.renewal_date ORDER BY f._source, f.customer_id) AS rank
  FROM raw.files_renewal_forecasts f
  CROSS JOIN core.settings s
  JOIN staging.customer_references r ON r.reference = f.customer_id
  WHERE f.made_on <= s.as_of
)
SELECT made_on, customer_id, renewal_date, arr, band, probability, state, source
FROM ranked
WHERE rank = 1
