-- grain: one row per customer without a term and fiscal quarter at whose start it paid
-- key: customer_id, due_on
-- meaning: who pays from month to month decides all the time, so every complete quarter
--   is one decision: lost when the customer pays no more on its last day (due_on), kept
--   otherwise. A pause is no decision.
WITH quarters AS (
  SELECT DISTINCT quarter_start(m.month) AS first_day, add_days(add_months(quarter_start(m.month), 3), -1) AS last_day
  FROM core.months m
  CROSS JOIN core.settings s
  WHERE add_days(add_months(quarter_start(m.month), 3), -1) <= s.as_of
),
ends AS (
  SELECT customer_id, end_date, max(end_reason) AS end_reason, bool_or(end_reason = 'pause') AS is_pause
  FROM metrics.paid_periods
  WHERE end_date IS NOT NULL
  GROUP BY customer_id, end_date
),
present AS (
  SELECT
    q.first_day, q.last_day, p.customer_id,
    bool_or(p.start_date <= q.last_day AND (p.end_date IS NULL OR p.end_date > q.last_day)) AS stays,
    max(CASE WHEN p.end_date <= q.last_day THEN p.end_date END) AS left_on
  FROM quarters q
  JOIN metrics.paid_spells p ON p.start_date <= q.last_day AND (p.end_date IS NULL OR p.end_date > q.first_day)
  GROUP BY q.first_day, q.last_day, p.customer_id
  HAVING bool_or(p.start_date <= q.first_day)
),
bound AS (
  SELECT DISTINCT q.first_day, v.customer_id
  FROM quarters q
  JOIN metrics.renewal_values v
    ON v.first_day <= q.first_day AND (v.state = 'open' OR greatest(v.settled_on, v.renewal_date) >= q.first_day)
)
SELECT
  p.customer_id, p.last_day AS due_on,
  CASE WHEN p.stays THEN p.last_day ELSE p.left_on END AS outcome_on,
  CASE WHEN p.stays THEN 'kept' ELSE 'lost' END AS outcome,
  p.first_day,
  CASE WHEN NOT p.stays THEN CASE WHEN e.end_reason IN ('involuntary', 'past_due') THEN 'involuntary' ELSE 'voluntary' END END AS reason
FROM present p
LEFT JOIN bound b ON b.first_day = p.first_day AND b.customer_id = p.customer_id
LEFT JOIN ends e ON e.customer_id = p.customer_id AND e.end_date = p.left_on AND NOT p.stays
WHERE b.customer_id IS NULL AND NOT coalesce(e.is_pause, FALSE)
