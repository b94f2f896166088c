-- grain: one row per question of a survey, of a matrix with several rows one per row
-- key: source, survey_id, question_id
-- meaning: a rating of eleven points is NPS, stars and other emoji are CSAT, CES
--   where the question says effort. Of any other scale only people can say what it
--   measures and which end is good. A matrix row's id follows its question's after
--   a slash.
WITH shapes AS (
  SELECT
    source, survey_id, question_id,
    count(*) FILTER (WHERE NOT is_na) AS points, min(number) AS lowest, max(number) AS highest
  FROM staging.surveymonkey_choices
  GROUP BY source, survey_id, question_id
),
matrix_rows AS (
  SELECT
    f.source, f.survey_id, f.question_id, json_text(r.entry, '$.id') AS row_id,
    count(*) OVER (PARTITION BY f.source, f.survey_id, f.question_id) AS rows_there
  FROM staging.surveymonkey_fields f
  CROSS JOIN UNNEST(json_elements(f.rows_list)) AS r(entry)
  WHERE f.family = 'matrix'
),
described AS (
  SELECT
    f.source, f.survey_id, f.title, f.family, f.subtype, lower(f.heading) AS heading, lower(coalesce(f.display, '')) AS display,
    CASE WHEN m.rows_there > 1 THEN f.question_id || '/' || m.row_id ELSE f.question_id END AS question_id,
    s.points, s.lowest, s.highest
  FROM staging.surveymonkey_fields f
  LEFT JOIN shapes s ON s.source = f.source AND s.survey_id = f.survey_id AND s.question_id = f.question_id
  LEFT JOIN matrix_rows m ON m.source = f.source AND m.survey_id = f.survey_id AND m.question_id = f.question_id
),
judged AS (
  SELECT
    source, survey_id, title, question_id, points, lowest, highest,
    CASE
      WHEN family <> 'matrix' OR subtype <> 'rating' THEN NULL
      WHEN points = 11 THEN 'nps'
      WHEN display IN ('star', 'smiley', 'heart', 'thumb', 'emoji') AND heading LIKE '%effort%' THEN 'ces'
      WHEN display IN ('star', 'smiley', 'heart', 'thumb', 'emoji') THEN 'csat'
    END AS kind,
    (family = 'matrix' AND subtype = 'rating') OR display = 'slider'
      OR (family IN ('single_choice', 'matrix') AND asks_for_score(heading)) AS is_scored
  FROM described
)
SELECT
  source, survey_id, title, question_id, CAST(NULL AS VARCHAR) AS question_ref, kind,
  CASE kind WHEN 'nps' THEN 0 ELSE lowest END AS scale_min,
  CASE kind WHEN 'nps' THEN 10 ELSE highest END AS scale_max,
  is_scored, FALSE AS is_retired
FROM judged
