-- adds: 100 * ratio(sum(part), sum(base))
-- meaning: one row per valid answer of the period about an event; part is 1 for a
--   promoter, -1 for a detractor and 0 for a passive.
SELECT
  nullif(a.customer_id, '') AS customer_id, 'survey_response' AS record, r.source, a.response_id AS record_id, r.responded_on AS day,
  CAST(CAST(a.score AS INTEGER) AS VARCHAR) || ' ' || v.category AS detail,
  CASE v.category WHEN 'promoter' THEN 1 WHEN 'passive' THEN 0 ELSE -1 END AS part,
  1 AS base
FROM metrics.figure f
JOIN metrics.nps_answers a ON a.span = f.span AND a.period_start = f.period_start AND NOT a.relationship
JOIN metrics.nps_voices v
  ON v.mode = 'responses' AND v.span = a.span AND v.period_start = a.period_start AND v.relationship = a.relationship
  AND v.voice = a.response_id
JOIN metrics.customer_segments g
  ON g.day = a.last_day AND g.customer_id = a.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
JOIN core.survey_responses r ON r.response_id = a.response_id
