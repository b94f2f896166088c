-- grain: one row per kind of outcome and fiscal quarter in which some came due
-- key: kind, quarter
-- meaning: the share that was kept. Known from the quarter's end on, it is the plainest
--   forecast of the next: as many as last time.
SELECT o.kind, quarter_start(o.due_on) AS quarter, ratio(sum(CASE WHEN o.outcome = 'kept' THEN 1 ELSE 0 END), count(*)) AS kept_rate
FROM marts.outcomes o
CROSS JOIN core.settings s
WHERE o.due_on <= s.as_of
GROUP BY o.kind, quarter_start(o.due_on)
