-- adds: ratio(sum(part), sum(base))
-- meaning: one row per valid answer of the period; part is 1 for a satisfied one.
SELECT
  nullif(a.customer_id, '') AS customer_id, 'survey_response' AS record, r.source, a.response_id AS record_id, a.responded_on AS day,
  CAST(CAST(a.score AS INTEGER) AS VARCHAR) || ' on ' || a.scale || CASE WHEN a.is_satisfied THEN ', satisfied' ELSE '' END AS detail,
  CASE WHEN a.is_satisfied THEN 1 ELSE 0 END AS part,
  1 AS base
FROM metrics.figure f
JOIN metrics.csat_answers a ON a.responded_on BETWEEN f.period_start AND f.last_day AND a.is_valid AND a.relationship
JOIN metrics.customer_segments g
  ON g.day = f.last_day AND g.customer_id = a.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
JOIN core.survey_responses r ON r.response_id = a.response_id
