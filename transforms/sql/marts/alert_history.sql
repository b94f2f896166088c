-- grain: one row per alert that went out by the as-of day
-- key: customer_id, rule, since
-- meaning: was_right as somebody said; where nobody did, by what followed in the 90
--   days after it went out. A risk was right where MRR fell or notice was given, an
--   expansion where MRR rose, at the rates of the month it was told in. A risk that
--   was answered and came to nothing may have been averted: it is not judged.
WITH told AS (
  SELECT customer_id, rule, since, kind, sent_on, money FROM metrics.recorded_alerts WHERE sent_on IS NOT NULL
  UNION ALL
  SELECT a.customer_id, a.rule, a.since, a.kind, a.sent_on, a.money
  FROM marts.alerts a
  LEFT JOIN metrics.recorded_alerts r ON r.customer_id = a.customer_id AND r.rule = a.rule AND r.since = a.since
  WHERE a.sent_on IS NOT NULL AND r.sent_on IS NULL
),
watched AS (
  SELECT t.*, least(add_days(t.sent_on, 90), s.as_of) AS watched_to, add_days(t.sent_on, 90) <= s.as_of AS is_over
  FROM told t
  CROSS JOIN core.settings s
),
paid AS (
  SELECT
    w.customer_id, w.rule, w.since,
    sum(CASE WHEN p.start_date <= w.sent_on AND coalesce(p.end_date, DATE '9999-12-31') > w.sent_on THEN at_rate(p.mrr, r.rate) ELSE 0 END) AS mrr_then,
    sum(CASE WHEN p.start_date <= w.watched_to AND coalesce(p.end_date, DATE '9999-12-31') > w.watched_to THEN at_rate(p.mrr, r.rate) ELSE 0 END) AS mrr_after
  FROM watched w
  JOIN metrics.paid_periods p ON p.customer_id = w.customer_id
  JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(w.sent_on)
  GROUP BY w.customer_id, w.rule, w.since
),
notices AS (
  SELECT w.customer_id, w.rule, w.since
  FROM watched w
  JOIN core.subscriptions b ON b.customer_id = w.customer_id
  WHERE local_day(b.canceled_at) > w.sent_on AND local_day(b.canceled_at) <= w.watched_to
  GROUP BY w.customer_id, w.rule, w.since
)
SELECT
  w.customer_id, w.rule, w.since, w.kind, w.sent_on, w.money,
  a.first_on AS answered_on, a.verdict,
  CASE
    WHEN a.verdict IS NOT NULL THEN a.verdict = 'right'
    WHEN w.kind = 'risk' AND (n.customer_id IS NOT NULL OR p.mrr_after < p.mrr_then) THEN TRUE
    WHEN w.kind = 'expansion' AND p.mrr_after > p.mrr_then THEN TRUE
    WHEN NOT w.is_over OR p.mrr_then IS NULL OR (w.kind = 'risk' AND a.first_on IS NOT NULL) THEN NULL
    ELSE FALSE
  END AS was_right,
  CASE
    WHEN a.verdict IS NOT NULL THEN 'said'
    WHEN n.customer_id IS NOT NULL THEN 'notice'
    WHEN p.mrr_after < p.mrr_then OR p.mrr_after > p.mrr_then THEN 'mrr'
    WHEN NOT w.is_over THEN 'too_soon'
    WHEN w.kind = 'risk' AND a.first_on IS NOT NULL THEN 'answered'
    WHEN p.mrr_then IS NULL THEN 'no_contract'
    ELSE 'nothing'
  END AS because
FROM watched w
LEFT JOIN metrics.alert_answers a ON a.customer_id = w.customer_id AND a.rule = w.rule AND a.since = w.since
LEFT JOIN paid p ON p.customer_id = w.customer_id AND p.rule = w.rule AND p.since = w.since
LEFT JOIN notices n ON n.customer_id = w.customer_id AND n.rule = w.rule AND n.since = w.since
