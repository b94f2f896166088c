-- grain: one row per customer that stopped paying since the first night with alerts
-- key: customer_id, lost_on
-- meaning: is_missed where no alert of a risk went out in the 90 days before. Nights
--   before the first recorded one warned of nothing, so losses in its first 90 days
--   count nowhere.
WITH began AS (
  SELECT min(as_of) AS first_night FROM staging.recorded_runs
),
losses AS (
  SELECT p.customer_id, p.end_date AS lost_on
  FROM metrics.paid_spells p
  CROSS JOIN began b
  CROSS JOIN core.settings s
  WHERE p.end_date <= s.as_of AND p.end_date > add_days(b.first_night, 90)
)
SELECT
  l.customer_id, l.lost_on,
  count(v.rule) = 0 AS is_missed
FROM losses l
LEFT JOIN marts.alert_history v
  ON v.customer_id = l.customer_id AND v.kind = 'risk' AND v.told_on < l.lost_on AND v.told_on >= add_days(l.lost_on, -90)
GROUP BY l.customer_id, l.lost_on
