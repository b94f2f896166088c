-- grain: one row per item of a customer's own scorecard
-- key: item
-- meaning: all a customer may be told of itself, under the three headings: what it got
--   out of the product, how it is served, and how the product does in its hands.
-- check: accepted(value, business, experience, performance)
SELECT value, item, label, unit, place
FROM (VALUES
  ('business', 'goals', 'Goals reached or on track', 'count', 1),
  ('business', 'promises', 'Our promises kept', 'count', 2),
  ('business', 'actions', 'Actions completed', 'count', 3),
  ('experience', 'nps', 'Recommendation (NPS)', 'points', 4),
  ('experience', 'csat', 'Satisfied after a ticket', 'fraction', 5),
  ('experience', 'ces', 'Ease of getting help', 'score', 6),
  ('experience', 'first_reply', 'First reply, median', 'minutes', 7),
  ('experience', 'resolution', 'Time to a solution, median', 'minutes', 8),
  ('experience', 'within_target', 'Tickets answered within their target', 'count', 9),
  ('experience', 'open_tickets', 'Tickets still open', 'count', 10),
  ('performance', 'active_people', 'People active in a week', 'count', 11),
  ('performance', 'active_days', 'Days with activity', 'count', 12),
  ('performance', 'seats', 'Seats in use now', 'count', 13),
  ('performance', 'features', 'Features of the plan in use', 'count', 14)
) AS known(value, item, label, unit, place)
