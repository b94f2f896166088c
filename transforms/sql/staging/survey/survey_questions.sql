-- grain: one row per question that is scored
-- key: source, survey_id, question_id
-- meaning: the team's mapping of the question first, by its id or else its other
--   name, then what the tool tells, then the usual scale of the kind. Ignored
--   questions and those nobody knows the kind of are absent. is_only tells that the
--   survey asks for one score; mapped_as is the name the mapping calls it by.
WITH named AS (
  SELECT
    f.source, f.survey_id, f.title, f.question_id, f.kind, f.scale_min, f.scale_max, f.is_retired,
    coalesce(by_id.question_id, by_ref.question_id) AS mapped_as
  FROM staging.survey_found_questions f
  LEFT JOIN core.survey_questions by_id
    ON by_id.source = f.source AND by_id.survey_id = f.survey_id AND by_id.question_id = f.question_id
  LEFT JOIN core.survey_questions by_ref
    ON by_ref.source = f.source AND by_ref.survey_id = f.survey_id AND by_ref.question_id = f.question_ref
),
merged AS (
  SELECT
    n.source, n.survey_id, n.question_id, n.mapped_as, n.is_retired,
    coalesce(m.name, n.title, n.survey_id) AS survey,
    coalesce(m.kind, n.kind) AS kind,
    CASE WHEN m.kind = 'nps' THEN 0 ELSE coalesce(m.scale_min, n.scale_min) END AS scale_min,
    CASE WHEN m.kind = 'nps' THEN 10 ELSE coalesce(m.scale_max, n.scale_max) END AS scale_max,
    coalesce(m.reversed, FALSE) AS reversed, m.relationship, m.comment_question
  FROM named n
  LEFT JOIN core.survey_questions m
    ON m.source = n.source AND m.survey_id = n.survey_id AND m.question_id = n.mapped_as
)
SELECT
  source, survey_id, question_id, mapped_as, survey, kind,
  CAST(coalesce(scale_min, CASE kind WHEN 'nps' THEN 0 ELSE 1 END) AS DOUBLE) AS scale_min,
  CAST(coalesce(scale_max, CASE kind WHEN 'nps' THEN 10 WHEN 'ces' THEN 7 ELSE 5 END) AS DOUBLE) AS scale_max,
  reversed, relationship, comment_question, is_retired,
  count(*) OVER (PARTITION BY source, survey_id) = 1 AS is_only
FROM merged
WHERE kind IN ('nps', 'csat', 'ces')
