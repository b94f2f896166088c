-- grain: one row per tested link and month of its driver
-- key: as_of, place, month
-- meaning: the months a link is judged by: the driver's value, and the outcome's of
--   to_month. Ranks are within the link; equal values share the mean of their ranks.
-- check: not_null(as_of, place, month, to_month, from_value, to_value)
-- check: references(place, core.strategy_links.place)
SELECT
  s.as_of, p.link AS place, p.month, p.from_value, CAST(p.from_rank AS DOUBLE) AS from_rank,
  add_months(p.month, l.lag_months) AS to_month, p.to_value, CAST(p.to_rank AS DOUBLE) AS to_rank
FROM metrics.link_pairs p
JOIN core.strategy_links l ON l.place = p.link
CROSS JOIN core.settings s
