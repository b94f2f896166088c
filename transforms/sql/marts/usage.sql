-- grain: one row per customer paying at the as-of day
-- key: as_of, customer_id
-- meaning: distinct active users of the last day, 7 days and 28 days, and what
--   follows from them. Null where no usage tracker is connected; 0 where others
--   have events and this customer has none.
-- check: not_null(as_of, customer_id)
-- check: references(customer_id, core.customers.customer_id)
-- check: expression(dau IS NULL OR (dau <= wau AND wau <= mau))
SELECT
  day AS as_of, customer_id, dau, wau, mau, stickiness, active_days, seats,
  seat_utilisation, adoption_breadth, trend, is_warming_up
FROM metrics.customer_usage
WHERE day = (SELECT as_of FROM core.settings)
