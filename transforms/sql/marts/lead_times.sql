-- grain: one row per lost customer and decision
-- key: customer_id, kind, due_on
-- meaning: how long before the customer's notice (its end where none was given) the
--   score turned red: the first red night since the last green one, within a year.
--   lead_days null: it was not red then (never_red), or no night is recorded.
-- check: not_null(customer_id, kind, due_on, signal_on, nights)
-- check: expression(lead_days IS NULL OR lead_days > 0)
-- check: expression((lead_days IS NULL) = (reason IS NOT NULL))
WITH lost AS (
  SELECT customer_id, kind, due_on, outcome_on, notice_on, reason AS lost_by, arr, coalesce(notice_on, outcome_on) AS signal_on
  FROM marts.outcomes
  WHERE outcome = 'lost'
),
seen AS (
  SELECT l.customer_id, l.kind, l.due_on, n.as_of, n.band, n.hindsight, max(CASE WHEN n.band = 'green' THEN n.as_of END) OVER own AS last_green_on
  FROM lost l
  JOIN marts.health_nights n ON n.customer_id = l.customer_id AND n.as_of < l.signal_on AND n.as_of >= add_days(l.signal_on, -365)
  WINDOW own AS (PARTITION BY l.customer_id, l.kind, l.due_on)
),
warned AS (
  SELECT
    customer_id, kind, due_on, count(*) AS nights,
    min(CASE WHEN band = 'red' AND as_of > coalesce(last_green_on, DATE '1900-01-01') THEN as_of END) AS first_red_on,
    bool_or(hindsight) AS hindsight
  FROM seen
  GROUP BY customer_id, kind, due_on
)
SELECT
  l.customer_id, l.kind, l.due_on, l.outcome_on, l.notice_on, l.signal_on, l.lost_by, l.arr,
  w.first_red_on, days_between(w.first_red_on, l.signal_on) AS lead_days,
  coalesce(w.nights, 0) AS nights, w.hindsight,
  CASE WHEN w.nights IS NULL THEN 'no_recorded_night' WHEN w.first_red_on IS NULL THEN 'never_red' END AS reason
FROM lost l
LEFT JOIN warned w ON w.customer_id = l.customer_id AND w.kind = l.kind AND w.due_on = l.due_on
