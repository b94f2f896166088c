-- grain: one row per figure that was published before this run
-- key: figure_id
-- meaning: the figure of a closed period as it was published last, and since which
--   as-of day it is said so. A look back continues what earlier looks back found.
WITH known AS (
  SELECT
    f.figure_id, f.metric, f.span, f.period_start, f.period_end, f.dimension, f.segment, f.customer_id, f.value, f.as_of,
    row_number() OVER (PARTITION BY f.figure_id ORDER BY f.as_of DESC, f._load_id DESC) AS place
  FROM raw.quarterdeck_figures f
  CROSS JOIN core.settings s
  WHERE f.as_of <= s.as_of AND f.run_id <> s.run_id AND (f.made = 'published' OR s.looking_back)
)
SELECT figure_id, metric, span, period_start, period_end, dimension, segment, customer_id, value, as_of AS published_as_of
FROM known
WHERE place = 1
