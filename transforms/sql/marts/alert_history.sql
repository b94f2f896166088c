-- grain: one row per alert that went out by the as-of day, or was answered before it did
-- key: customer_id, rule, since
-- meaning: was_right as somebody said; where nobody did, by what followed in the 90
--   days after told_on, once they are over. A risk was right where MRR fell or notice was given, an
--   expansion where MRR rose, at the rates of the month it was told in. A risk that
--   was answered and came to nothing may have been averted: it is not judged. because
--   says what decided, or why nothing did. published_on is when readers were told, null
--   where only a look back would have: nobody owes it an answer. Else one is_due within
--   7 days, and is_in_time if it came by then. One that was open when the next opened is
--   that one, as a look back saw it that filled the nights before later.
-- check: expression(NOT is_in_time OR is_due)
-- check: not_null(kind, told_on, because)
WITH raised AS (
  SELECT customer_id, rule, since, kind, sent_on, published_on, closed_on, money FROM metrics.recorded_alerts
  UNION ALL
  SELECT customer_id, rule, since, kind, sent_on, CASE WHEN was_published THEN sent_on END, closed_on, money FROM marts.alerts
),
merged AS (
  SELECT
    customer_id, rule, since, min(kind) AS kind, min(sent_on) AS sent_on, min(published_on) AS published_on, min(closed_on) AS closed_on, max(money) AS money,
    lead(since) OVER (PARTITION BY customer_id, rule ORDER BY since) AS next_since
  FROM raised
  GROUP BY customer_id, rule, since
),
told AS (
  SELECT m.*, coalesce(m.sent_on, a.first_on) AS told_on, a.first_on AS answered_on, a.verdict
  FROM merged m
  LEFT JOIN metrics.alert_answers a ON a.customer_id = m.customer_id AND a.rule = m.rule AND a.since = m.since
  WHERE (m.sent_on IS NOT NULL OR a.first_on IS NOT NULL) AND (m.closed_on IS NOT NULL OR m.next_since IS NULL)
),
watched AS (
  SELECT t.*, least(add_days(t.told_on, 90), s.as_of) AS watched_to, add_days(t.told_on, 90) <= s.as_of AS is_over, s.as_of
  FROM told t
  CROSS JOIN core.settings s
),
paid AS (
  SELECT
    w.customer_id, w.rule, w.since,
    sum(CASE WHEN p.start_date <= w.told_on AND coalesce(p.end_date, DATE '9999-12-31') > w.told_on THEN at_rate(p.mrr, r.rate) ELSE 0 END) AS mrr_then,
    sum(CASE WHEN p.start_date <= w.watched_to AND coalesce(p.end_date, DATE '9999-12-31') > w.watched_to THEN at_rate(p.mrr, r.rate) ELSE 0 END) AS mrr_after
  FROM watched w
  JOIN metrics.paid_periods p ON p.customer_id = w.customer_id
  JOIN core.exchange_rates r ON r.currency = p.currency AND r.month = month_of(w.told_on)
  GROUP BY w.customer_id, w.rule, w.since
),
notices AS (
  SELECT w.customer_id, w.rule, w.since
  FROM watched w
  JOIN core.subscriptions b ON b.customer_id = w.customer_id
  WHERE day_of(b.canceled_at) > w.told_on AND day_of(b.canceled_at) <= w.watched_to
  GROUP BY w.customer_id, w.rule, w.since
),
followed AS (
  SELECT
    w.*, p.mrr_then IS NOT NULL AS has_contract, n.customer_id IS NOT NULL AND w.kind = 'risk' AS has_notice,
    coalesce(CASE w.kind WHEN 'risk' THEN p.mrr_after < p.mrr_then ELSE p.mrr_after > p.mrr_then END, FALSE) AS has_moved
  FROM watched w
  LEFT JOIN paid p ON p.customer_id = w.customer_id AND p.rule = w.rule AND p.since = w.since
  LEFT JOIN notices n ON n.customer_id = w.customer_id AND n.rule = w.rule AND n.since = w.since
),
decided AS (
  SELECT
    f.*,
    answered_on IS NOT NULL OR coalesce(add_days(published_on, 7) <= as_of, FALSE) AS is_due,
    coalesce(answered_on <= add_days(coalesce(published_on, told_on), 7), FALSE) AS is_in_time,
    CASE
      WHEN verdict IS NOT NULL THEN 'said'
      WHEN has_notice THEN 'notice'
      WHEN has_moved THEN 'mrr'
      WHEN NOT is_over THEN 'too_soon'
      WHEN NOT has_contract THEN 'no_contract'
      WHEN kind = 'risk' AND answered_on IS NOT NULL THEN 'answered'
      ELSE 'nothing'
    END AS because
  FROM followed f
)
SELECT
  customer_id, rule, since, kind, told_on, sent_on, published_on, closed_on, money, answered_on, is_due, is_in_time, verdict,
  CASE
    WHEN because = 'said' THEN verdict = 'right'
    -- Who is right shows early and who is wrong only at the end: both wait for it.
    WHEN is_over AND because IN ('notice', 'mrr') THEN TRUE
    WHEN because = 'nothing' THEN FALSE
  END AS was_right,
  because
FROM decided
