-- grain: one row per span, segment and customer whose onboarding's target lies in it
-- key: span, period_start, dimension, segment, customer_id
-- meaning: onboardings whose target day has passed, by the quarter and the twelve
--   months it lay in; the segment is the one on that day.
WITH due AS (
  SELECT o.*, s.as_of
  FROM metrics.onboarding_progress o
  JOIN core.settings s ON o.target_on <= s.as_of
),
spans AS (
  SELECT customer_id, 'quarter' AS span, quarter_start(target_on) AS period_start, add_months(quarter_start(target_on), 3) AS period_end
  FROM due
  UNION ALL
  SELECT customer_id, 'trailing', add_months(add_days(as_of, 1), -12), add_days(as_of, 1)
  FROM due
  WHERE target_on >= add_months(add_days(as_of, 1), -12)
)
SELECT
  p.span, p.period_start, p.period_end, g.dimension, g.segment, p.customer_id,
  d.target_on, d.completed_on, d.mandatory_steps, d.mandatory_done
FROM spans p
JOIN due d ON d.customer_id = p.customer_id
JOIN metrics.segment_spans g
  ON g.customer_id = p.customer_id AND g.valid_from <= d.target_on AND (g.valid_to IS NULL OR g.valid_to > d.target_on)
