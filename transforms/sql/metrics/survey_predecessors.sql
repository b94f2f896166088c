-- grain: one row per complete survey period that has one directly before it
-- key: span, period_start
-- meaning: the month or fiscal quarter before, or the window of the same length
--   that ends where the trailing one begins, so that no answer is in both.
SELECT p.span, p.period_start, b.span AS before_span, b.period_start AS before_start
FROM metrics.periods p
JOIN metrics.periods b
  ON b.topic = p.topic AND b.period_end = p.period_start
  AND b.span = CASE p.span WHEN 'trailing' THEN 'before' ELSE p.span END
WHERE p.topic = 'survey' AND p.is_complete AND p.span IN ('month', 'quarter', 'trailing')
