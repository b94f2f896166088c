-- adds: ratio(sum(part), sum(base))
-- meaning: one row per measure of the dimension; base is its weight where it is
--   known, part its score times the weight. Of the pulse dimension it is the pulse.
SELECT
  i.customer_id, 'health_measure' AS record, CAST(NULL AS VARCHAR) AS source, i.measure AS record_id, coalesce(i.seen_on, i.as_of) AS day,
  CASE WHEN i.score IS NULL THEN 'not known, or too old'
    ELSE 'value ' || CAST(round(i.value, 4) AS VARCHAR) || ', ' || CAST(round(i.score, 1) AS VARCHAR) || ' of 100' END AS detail,
  i.score * i.weight AS part,
  CASE WHEN i.score IS NOT NULL THEN i.weight END AS base
FROM metrics.figure f
JOIN marts.health_inputs i ON i.as_of = f.period_start AND i.customer_id = f.customer_id AND i.dimension = f.segment
