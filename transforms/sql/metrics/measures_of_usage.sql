-- grain: one row per reference day, customer paying at its end and measure of its usage
-- key: day, customer_id, measure
-- sorted: no
-- meaning: null where no tracker is connected or the window before is not known.
--   usage_trend compares active user-days of the last window with the window before
--   it, usage_change the actions. seen_on is the newest day the tracker told of
--   anybody: of a customer that does nothing, nothing is news.
WITH actions AS (
  SELECT
    b.day, c.customer_id,
    sum_int(CASE WHEN b.age < s.mau_days THEN c.events ELSE 0 END) AS actions,
    sum_int(CASE WHEN b.age < s.mau_days THEN 0 ELSE c.events END) AS previous_actions
  FROM metrics.look_back_days b
  JOIN core.settings s ON b.age < 2 * s.mau_days
  JOIN metrics.customer_days c ON c.day = b.seen_on
  GROUP BY b.day, c.customer_id
),
told AS (
  SELECT d.day, max(c.day) AS seen_on
  FROM metrics.reference_days d
  JOIN (SELECT DISTINCT day FROM metrics.customer_days) c ON c.day <= d.day
  GROUP BY d.day
),
wide AS (
  SELECT
    u.day, u.customer_id, t.seen_on, u.trend, u.seat_utilisation, u.adoption_breadth, u.stickiness,
    ratio(u.active_days, s.mau_days) AS active_days_share,
    -- Without a trend the window before is not known, or nobody was active in it.
    CASE WHEN u.trend IS NOT NULL THEN ratio(coalesce(a.actions, 0) - a.previous_actions, a.previous_actions) END AS usage_change
  FROM metrics.customer_usage u
  CROSS JOIN core.settings s
  LEFT JOIN told t ON t.day = u.day
  LEFT JOIN actions a ON a.day = u.day AND a.customer_id = u.customer_id
)
SELECT
  w.day, w.customer_id, m.measure,
  CAST(CASE m.measure
    WHEN 'usage_trend' THEN w.trend
    WHEN 'usage_change' THEN w.usage_change
    WHEN 'seat_utilisation' THEN w.seat_utilisation
    WHEN 'adoption_breadth' THEN w.adoption_breadth
    WHEN 'stickiness' THEN w.stickiness
    WHEN 'active_days_share' THEN w.active_days_share
  END AS DOUBLE) AS value,
  w.seen_on
FROM wide w
CROSS JOIN (VALUES ('usage_trend'), ('usage_change'), ('seat_utilisation'), ('adoption_breadth'), ('stickiness'), ('active_days_share')) AS m(measure)
