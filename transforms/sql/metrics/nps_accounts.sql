-- grain: one row per reporting period, kind of survey and customer with an answer
-- key: span, period_start, relationship, customer_id
-- meaning: an account's voice is the mean of its respondents' latest answers: a
--   promoter from 9, a passive from 7, else a detractor. mrr is that of the
--   period's last level day, the account's weight.
WITH voices AS (
  SELECT span, period_start, last_day, relationship, customer_id, count(*) AS respondents, avg(score) AS score
  FROM metrics.nps_answers
  WHERE is_latest AND customer_id <> ''
  GROUP BY span, period_start, last_day, relationship, customer_id
),
money AS (
  SELECT month, customer_id, sum(mrr) AS mrr FROM metrics.customer_mrr GROUP BY month, customer_id
)
SELECT
  v.span, v.period_start, v.last_day, v.relationship, v.customer_id, v.respondents, v.score,
  coalesce(m.mrr, 0) AS mrr
FROM voices v
LEFT JOIN money m ON m.month = month_of(v.last_day) AND m.customer_id = v.customer_id
