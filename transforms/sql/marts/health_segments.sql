-- grain: one row per dimension and segment with customers paying at the as-of day
-- key: as_of, dimension, segment
-- meaning: how the customers of a segment stand: their bands, and portfolio quality,
--   the mean of 100 for green, 60 for yellow and 40 for red over those that are
--   scored; null, reason nothing_scored, where none is.
-- check: not_null(as_of, dimension, segment, customers, scored, green, yellow, red, grey)
-- check: expression(green + yellow + red + grey = customers)
WITH placed AS (
  SELECT h.as_of, g.dimension, g.segment, h.band, h.score, coalesce(c.mrr, 0) AS mrr
  FROM marts.health h
  JOIN metrics.customer_segments g ON g.day = h.as_of AND g.customer_id = h.customer_id
  LEFT JOIN marts.customers c ON c.customer_id = h.customer_id
),
counted AS (
  SELECT
    as_of, dimension, segment, count(*) AS customers,
    sum_int(CASE WHEN band = 'green' THEN 1 ELSE 0 END) AS green,
    sum_int(CASE WHEN band = 'yellow' THEN 1 ELSE 0 END) AS yellow,
    sum_int(CASE WHEN band = 'red' THEN 1 ELSE 0 END) AS red,
    sum_int(CASE WHEN band = 'grey' THEN 1 ELSE 0 END) AS grey,
    avg(CAST(score AS DECIMAL(18, 9))) AS mean_score,
    CAST(sum(CASE WHEN band = 'red' THEN mrr ELSE 0 END) AS DECIMAL(18, 6)) AS red_mrr,
    CAST(sum(mrr) AS DECIMAL(18, 6)) AS mrr
  FROM placed
  GROUP BY as_of, dimension, segment
)
SELECT
  as_of, dimension, segment, customers, customers - grey AS scored, green, yellow, red, grey,
  ratio(100 * green + 60 * yellow + 40 * red, customers - grey) AS quality,
  CAST(mean_score AS DOUBLE) AS mean_score, red_mrr, mrr,
  CASE WHEN customers = grey THEN 'nothing_scored' END AS reason
FROM counted
