-- grain: one row per dimension and segment
-- key: dimension, segment
-- meaning: the rows every segmented mart shows, also where nothing happened.
--   'unassigned' only where some fact has no customer.
SELECT DISTINCT dimension, segment
FROM metrics.customer_segments
WHERE customer_id <> ''
UNION
SELECT 'all', 'all'
UNION
SELECT n.dimension, 'unassigned'
FROM core.segment_dimensions n
WHERE EXISTS (SELECT 1 FROM core.tickets WHERE customer_id IS NULL)
  OR EXISTS (SELECT 1 FROM core.survey_responses WHERE customer_id IS NULL)
  OR EXISTS (SELECT 1 FROM metrics.user_days WHERE customer_id = '')
