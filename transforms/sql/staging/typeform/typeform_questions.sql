-- grain: one row per question that asks for a score
-- key: source, form_id, field_id
-- meaning: kind by the question: nps is NPS, rating (stars) is CSAT, an opinion
--   scale from 0 to 10 is NPS, another one CES where the form says effort, else CSAT.
--   is_only tells that the form has one such question.
WITH fields AS (
  SELECT
    f._source AS source, f.id AS form_id, f.title, q.position,
    json_text(q.field, '$.id') AS field_id,
    json_text(q.field, '$.type') AS type,
    lower(coalesce(json_text(q.field, '$.ref'), '') || ' ' || coalesce(json_text(q.field, '$.title'), '') || ' ' || coalesce(f.title, ''))
      AS words,
    CAST(json_text(q.field, '$.properties.steps') AS DOUBLE) AS steps,
    coalesce(CAST(json_text(q.field, '$.properties.start_at_one') AS BOOLEAN), FALSE) AS starts_at_one
  FROM raw.typeform_forms f
  CROSS JOIN UNNEST(json_elements(f.fields)) WITH ORDINALITY AS q(field, position)
),
scored AS (
  SELECT
    source, form_id, title, field_id, position,
    CASE
      WHEN type = 'nps' OR (type = 'opinion_scale' AND coalesce(steps, 11) = 11 AND NOT starts_at_one) THEN 'nps'
      WHEN words LIKE '%effort%' OR words LIKE '%ces%score%' OR words LIKE 'ces %' THEN 'ces'
      ELSE 'csat'
    END AS kind,
    CASE WHEN type = 'nps' THEN 0 WHEN type = 'rating' OR starts_at_one THEN 1 ELSE 0 END AS scale_min,
    CASE
      WHEN type = 'nps' THEN 10
      WHEN type = 'rating' THEN coalesce(steps, 5)
      WHEN starts_at_one THEN coalesce(steps, 10)
      ELSE coalesce(steps, 11) - 1
    END AS scale_max
  FROM fields
  WHERE type IN ('nps', 'rating', 'opinion_scale')
)
SELECT
  source, form_id, title, field_id, kind, CAST(scale_min AS DOUBLE) AS scale_min, CAST(scale_max AS DOUBLE) AS scale_max,
  count(*) OVER (PARTITION BY source, form_id) = 1 AS is_only
FROM scored
