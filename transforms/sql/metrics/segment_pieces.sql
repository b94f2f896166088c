-- grain: one row per customer and stretch of days in which none of its segments changes
-- key: customer_id, valid_from
-- meaning: half-open, the last one to 9999-12-31. Customers in the same segment of every
--   dimension are in one combination, so that millions of facts are counted per
--   combination first and only then per segment.
WITH starts AS (
  SELECT DISTINCT customer_id, valid_from FROM metrics.segment_spans
),
pieces AS (
  SELECT
    customer_id, valid_from,
    coalesce(lead(valid_from) OVER (PARTITION BY customer_id ORDER BY valid_from), DATE '9999-12-31') AS valid_to
  FROM starts
),
named AS (
  SELECT
    p.customer_id, p.valid_from, p.valid_to,
    string_agg(g.dimension || '=' || replace(g.segment, '|', '||'), '|' ORDER BY g.dimension) AS segments
  FROM pieces p
  JOIN metrics.segment_spans g
    ON g.customer_id = p.customer_id AND g.valid_from <= p.valid_from AND (g.valid_to IS NULL OR g.valid_to > p.valid_from)
  GROUP BY p.customer_id, p.valid_from, p.valid_to
)
SELECT customer_id, valid_from, valid_to, CAST(dense_rank() OVER (ORDER BY segments) AS INTEGER) AS combination
FROM named
