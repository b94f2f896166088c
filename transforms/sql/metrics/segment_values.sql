-- grain: one row per dimension and segment
-- key: dimension, segment
-- meaning: the rows every segmented mart shows, also where nothing happened. Facts
--   without a customer are 'unassigned', which exists only where there are any and
--   has no customers (has_customers false): marts of money leave it out.
WITH seen AS (
  SELECT dimension, segment, TRUE AS has_customers
  FROM metrics.customer_segments
  WHERE customer_id <> ''
  GROUP BY dimension, segment
  UNION ALL
  SELECT 'all', 'all', TRUE
  UNION ALL
  SELECT n.dimension, 'unassigned', FALSE
  FROM core.segment_dimensions n
  WHERE EXISTS (SELECT 1 FROM core.tickets WHERE customer_id IS NULL)
    OR EXISTS (SELECT 1 FROM core.survey_responses WHERE customer_id IS NULL)
    OR EXISTS (SELECT 1 FROM core.survey_invitations WHERE customer_id IS NULL)
    OR EXISTS (SELECT 1 FROM metrics.user_days WHERE customer_id = '')
)
SELECT dimension, segment, bool_or(has_customers) AS has_customers
FROM seen
GROUP BY dimension, segment
