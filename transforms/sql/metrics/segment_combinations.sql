-- grain: one row per combination of segments and dimension
-- key: combination, dimension
-- meaning: the segment the combination's customers are in.
SELECT p.combination, g.dimension, min(g.segment) AS segment
FROM metrics.segment_pieces p
JOIN metrics.segment_spans g
  ON g.customer_id = p.customer_id AND g.valid_from <= p.valid_from AND (g.valid_to IS NULL OR g.valid_to > p.valid_from)
GROUP BY p.combination, g.dimension
