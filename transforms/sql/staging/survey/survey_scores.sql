-- grain: one row per sheet and scored question of its survey
-- key: source, survey_id, sheet_id, question_id
-- meaning: words go through the team's words, and a word nobody mapped gives no score
--   but is kept in unread. A scale whose lowest answer is the best is turned round.
--   A sheet from the days of a retired question was not asked the ones of today.
WITH worded AS (
  SELECT DISTINCT source, survey_id, question_id FROM core.survey_words
),
answered AS (
  SELECT
    h.source, h.survey_id, h.sheet_id, q.question_id, q.mapped_as, q.reversed, q.scale_min, q.scale_max, q.is_retired,
    a.number, coalesce(a.words, a.remark) AS words, w.question_id IS NOT NULL AS reads_words
  FROM staging.survey_sheets h
  JOIN staging.survey_questions q ON q.source = h.source AND q.survey_id = h.survey_id
  LEFT JOIN staging.survey_answers a
    ON a.source = h.source AND a.survey_id = h.survey_id AND a.sheet_id = h.sheet_id AND a.question_id = q.question_id
  LEFT JOIN worded w ON w.source = q.source AND w.survey_id = q.survey_id AND w.question_id = q.mapped_as
  WHERE h.is_complete
),
scored AS (
  SELECT
    a.source, a.survey_id, a.sheet_id, a.question_id, a.reversed, a.scale_min, a.scale_max, a.words,
    a.is_retired OR bool_or(a.is_retired AND a.number IS NOT NULL) OVER (PARTITION BY a.source, a.survey_id, a.sheet_id) AS may_lack,
    CASE WHEN a.reads_words AND a.words IS NOT NULL THEN w.score ELSE a.number END AS score
  FROM answered a
  LEFT JOIN core.survey_words w
    ON w.source = a.source AND w.survey_id = a.survey_id AND w.question_id = a.mapped_as AND w.word = word_of(a.words)
)
SELECT
  source, survey_id, sheet_id, question_id,
  CASE WHEN reversed THEN scale_min + scale_max - score ELSE score END AS score,
  CASE WHEN score IS NULL THEN words END AS unread
FROM scored
WHERE score IS NOT NULL OR words IS NOT NULL OR NOT may_lack
