-- grain: one row per customer and item there is something to say of
-- key: customer_id, item
-- meaning: goal is the number there could be, where there is one. reason says why
--   there is no current value.
WITH used AS (
  SELECT u.*, u.known_weeks < 4 AS is_few, u.known_weeks < 13 AS is_short FROM metrics.review_usage u WHERE u.known_weeks > 0
),
seats AS (
  SELECT u.customer_id, m.mau, m.seats
  FROM used u
  JOIN marts.usage m ON m.customer_id = u.customer_id AND m.mau IS NOT NULL AND m.seats > 0
)
SELECT customer_id, 'goals' AS item, CAST(good AS DOUBLE) AS current, CAST(NULL AS DOUBLE) AS previous, CAST(goals AS DOUBLE) AS goal, CAST(NULL AS VARCHAR) AS reason
FROM metrics.review_goals
UNION ALL
SELECT customer_id, 'promises', done, NULL, promises, NULL FROM metrics.review_promises
UNION ALL
SELECT customer_id, 'actions', CASE WHEN NOT is_few THEN actions END, actions_before, NULL, CASE WHEN is_few THEN 'few_weeks' WHEN is_short THEN 'part_quarter' END FROM used
UNION ALL
SELECT customer_id, 'active_days', CASE WHEN NOT is_few THEN days END, days_before, NULL, CASE WHEN is_few THEN 'few_weeks' WHEN is_short THEN 'part_quarter' END FROM used
UNION ALL
SELECT customer_id, 'active_people', CASE WHEN NOT is_few THEN people END, people_before, NULL, CASE WHEN is_few THEN 'few_weeks' WHEN people IS NULL THEN 'part_quarter' END FROM used
UNION ALL
SELECT s.customer_id, 'seats', CASE WHEN NOT u.is_few THEN s.mau END, NULL, s.seats, CASE WHEN u.is_few THEN 'few_weeks' END
FROM seats s
JOIN used u ON u.customer_id = s.customer_id
UNION ALL
SELECT f.customer_id, 'features', CASE WHEN NOT u.is_few THEN f.used END, CASE WHEN u.weeks_before = 13 THEN f.used_before END, f.planned,
  CASE WHEN u.is_few THEN 'few_weeks' END
FROM metrics.review_features f
JOIN used u ON u.customer_id = f.customer_id
UNION ALL
SELECT customer_id, kind, score, score_before, NULL, CASE WHEN score IS NULL AND responses = 0 THEN 'no_answers' WHEN score IS NULL THEN 'few_answers' END
FROM metrics.review_voice
UNION ALL
SELECT customer_id, 'first_reply', reply, reply_before, NULL, CASE WHEN reply IS NULL THEN 'no_replies' END FROM metrics.review_service WHERE known > 0
UNION ALL
SELECT customer_id, 'resolution', resolution, resolution_before, NULL, CASE WHEN resolution IS NULL THEN 'no_solutions' END FROM metrics.review_service WHERE known > 0
UNION ALL
SELECT customer_id, 'within_target', CASE WHEN decided > 0 THEN met END, NULL, nullif(decided, 0), CASE WHEN decided = 0 THEN 'no_targets' END
FROM metrics.review_service WHERE known > 0
UNION ALL
SELECT customer_id, 'open_tickets', open_tickets, NULL, NULL, NULL FROM metrics.review_service WHERE known > 0
