-- grain: one row per reference day and customer with use in the two windows before it
-- key: day, customer_id
-- meaning: distinct users of the day, the week and the window, the window's
--   user-days and those of the window before, the days on which anybody was active,
--   and how many days an active user was (mean and median).
WITH users AS (
  SELECT
    w.day, w.customer_id,
    sum_int(CASE WHEN w.age = 0 THEN 1 ELSE 0 END) AS dau,
    sum_int(CASE WHEN w.age < s.wau_days THEN 1 ELSE 0 END) AS wau,
    sum_int(CASE WHEN w.age < s.mau_days THEN 1 ELSE 0 END) AS mau,
    sum_int(w.active_days) AS user_days,
    sum_int(w.previous_days) AS previous_user_days,
    quantile_cont(CASE WHEN w.age < s.mau_days THEN w.active_days END, 0.5) AS login_frequency_median
  FROM metrics.user_windows w
  CROSS JOIN core.settings s
  GROUP BY w.day, w.customer_id
),
days AS (
  SELECT b.day, c.customer_id, count(*) AS active_days
  FROM metrics.look_back_days b
  JOIN core.settings s ON b.age < s.mau_days
  JOIN metrics.customer_days c ON c.day = b.seen_on
  GROUP BY b.day, c.customer_id
)
SELECT
  u.day, u.customer_id, u.dau, u.wau, u.mau, u.user_days, u.previous_user_days,
  coalesce(d.active_days, 0) AS active_days,
  ratio(u.user_days, u.mau) AS login_frequency, u.login_frequency_median
FROM users u
LEFT JOIN days d ON d.day = u.day AND d.customer_id = u.customer_id
