-- grain: one row per customer and renewal date that is decided
-- key: customer_id, due_on
-- meaning: what a renewal taught. outcome_on is the date, or the day of an earlier
--   decision; known_on the day it could be known: notice was given, a deal was won,
--   or it came to pass. arr is what was up for renewal.
WITH terms AS (
  SELECT
    v.customer_id, v.renewal_date,
    min(CASE WHEN v.outcome = 'lost' AND b.canceled_at IS NOT NULL THEN day_of(b.canceled_at) END) AS notice_on,
    min(d.won_on) AS won_on,
    max_by(t.end_reason, ROW(v.first_day, v.subscription_id)) AS end_reason
  FROM metrics.renewal_values v
  JOIN metrics.renewal_decisions d ON d.subscription_id = v.subscription_id AND d.first_day = v.first_day
  JOIN metrics.subscription_terms t ON t.subscription_id = v.subscription_id AND t.first_day = v.first_day
  LEFT JOIN core.subscriptions b ON b.subscription_id = v.subscription_id
  GROUP BY v.customer_id, v.renewal_date
),
decided AS (
  SELECT
    o.customer_id, o.renewal_date, o.arr, t.end_reason, t.won_on, t.notice_on, o.decided_on,
    CASE o.outcome WHEN 'lost' THEN 'lost' ELSE 'kept' END AS outcome,
    CASE WHEN o.decided_on < o.renewal_date THEN o.decided_on ELSE o.renewal_date END AS outcome_on
  FROM metrics.renewal_outcomes o
  JOIN terms t ON t.customer_id = o.customer_id AND t.renewal_date = o.renewal_date
  WHERE o.outcome <> 'open'
)
SELECT
  customer_id, renewal_date AS due_on, outcome_on, outcome, arr,
  CASE WHEN outcome = 'lost' AND notice_on <= decided_on THEN notice_on END AS notice_on,
  least(CASE WHEN outcome = 'lost' THEN notice_on ELSE won_on END, outcome_on) AS known_on,
  CASE WHEN outcome = 'lost' THEN CASE WHEN end_reason IN ('involuntary', 'past_due') THEN 'involuntary' ELSE 'voluntary' END END AS reason
FROM decided
