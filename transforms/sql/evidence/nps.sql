-- adds: 100 * ratio(sum(part), sum(base))
-- meaning: one row per voice that counts in the period: an answer, or a customer where
--   accounts are counted; part is 1 for a promoter, -1 for a detractor, 0 for a passive.
SELECT
  nullif(v.customer_id, '') AS customer_id,
  CASE WHEN v.mode = 'accounts' THEN 'customer' ELSE 'survey_response' END AS record,
  coalesce(r.source, c.source) AS source, v.voice AS record_id, coalesce(r.responded_on, v.last_day) AS day,
  CAST(round(v.score, 2) AS VARCHAR) || ' ' || v.category AS detail,
  CASE v.category WHEN 'promoter' THEN 1 WHEN 'passive' THEN 0 ELSE -1 END AS part,
  1 AS base
FROM metrics.figure f
CROSS JOIN core.settings s
JOIN metrics.nps_voices v ON v.mode = s.nps_mode AND v.span = f.span AND v.period_start = f.period_start AND v.relationship
JOIN metrics.customer_segments g
  ON g.day = v.last_day AND g.customer_id = v.customer_id AND g.dimension = f.dimension AND g.segment = f.segment
LEFT JOIN core.survey_responses r ON v.mode <> 'accounts' AND r.response_id = v.voice
LEFT JOIN core.customers c ON v.mode = 'accounts' AND c.customer_id = v.customer_id
