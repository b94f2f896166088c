-- adds: ratio(sum(part), sum(base))
-- meaning: one row per valid answer of the period. part is the answer, or 1 for an
--   easy one, or 100 for a very easy and -100 for a hard one, as the setting ces says;
--   null where the answers are on several scales and have no mean.
WITH answers AS (
  SELECT a.*, min(a.scale) OVER () <> max(a.scale) OVER () AS is_mixed
  FROM metrics.figure f
  JOIN metrics.ces_answers a ON a.responded_on BETWEEN f.period_start AND f.last_day AND a.is_valid AND a.relationship
  JOIN metrics.customer_segments g
    ON g.day = f.last_day AND g.customer_id = a.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
)
SELECT
  nullif(a.customer_id, '') AS customer_id, 'survey_response' AS record, r.source, a.response_id AS record_id, a.responded_on AS day,
  CAST(CAST(a.score AS INTEGER) AS VARCHAR) || ' on ' || a.scale AS detail,
  CASE
    WHEN s.ces = 'positive_share' THEN CASE WHEN a.is_easy THEN 1.0 ELSE 0.0 END
    WHEN s.ces = 'index' THEN CASE WHEN a.is_very_easy THEN 100.0 WHEN a.is_hard THEN -100.0 ELSE 0.0 END
    WHEN NOT a.is_mixed THEN a.score
  END AS part,
  1 AS base
FROM answers a
CROSS JOIN core.settings s
JOIN core.survey_responses r ON r.response_id = a.response_id
