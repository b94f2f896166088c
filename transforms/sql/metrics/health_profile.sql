-- grain: one row per measure of a health profile
-- key: profile, measure
-- meaning: the one place of the anchors and weights. A value at worst scores 0, at
--   best 100, in between on a straight line; lower is better where worst > best.
-- check: not_null(profile, measure, worst, best, weight)
-- check: expression(worst <> best)
-- check: expression(weight > 0)
SELECT profile, measure, worst, best, CAST(weight AS DECIMAL(9, 6)) AS weight
FROM (VALUES
  ('default', 'usage_trend', -0.5, 0.1, 0.25),
  ('default', 'seat_utilisation', 0.2, 0.8, 0.25),
  ('default', 'open_tickets_over_7_days', 3, 0, 0.15),
  ('default', 'nps', 0, 100, 0.20),
  ('default', 'days_past_due', 30, 0, 0.15)
) AS anchors(profile, measure, worst, best, weight)
