-- grain: one row per term of a subscription that comes up for renewal
-- key: subscription_id, first_day
-- meaning: what became of it by the as-of day. renewed: the next term, or another
--   contract of the customer, followed at once, not sooner than 180 days before the
--   date and not for a first unpaid invoice; replaced: a new date that early is no
--   decision; lost: it ended, at the date or before; open: still paid, paused, or
--   ended so lately that the gap the settings allow is not over. won_on is the day a
--   renewal deal was won for the term. next_mrr is what the next term begins with,
--   in next_currency.
WITH terms AS (
  SELECT
    t.*, s.as_of, s.past_due_grace_days, s.renewal_gap_days, s.min_term_months,
    b.cancel_at IS NOT NULL OR b.canceled_at IS NOT NULL AS is_canceled,
    CASE WHEN t.next_day IS NULL THEN coalesce(b.term_months, t.months) ELSE coalesce(t.months, b.term_months) END AS term_months
  FROM metrics.subscription_terms t
  CROSS JOIN core.settings s
  LEFT JOIN core.subscriptions b ON b.subscription_id = t.subscription_id
  WHERE t.renewal_date IS NOT NULL
),
bounded AS (
  SELECT
    t.*,
    greatest(add_days(t.renewal_date, -180), add_months(t.renewal_date, -coalesce(t.term_months, 12))) AS decided_from,
    coalesce(t.next_end <= add_days(t.next_day, t.past_due_grace_days) AND t.next_end_reason IN ('past_due', 'involuntary'), FALSE) AS is_unpaid,
    coalesce(t.next_day <= add_days(t.end_date, t.renewal_gap_days), FALSE) AS is_followed
  FROM terms t
  WHERE coalesce(t.term_months, t.min_term_months) >= t.min_term_months
),
deals AS (
  SELECT t.subscription_id, t.first_day, min(o.close_date) AS won_on
  FROM bounded t
  JOIN core.opportunities o ON o.customer_id = t.customer_id AND o.kind = 'renewal' AND o.is_closed AND o.is_won
  WHERE o.close_date > t.decided_from AND o.close_date <= t.as_of
  GROUP BY t.subscription_id, t.first_day
)
SELECT
  t.subscription_id, t.first_day, t.customer_id, t.renewal_date, t.last_mrr, t.last_currency,
  CASE
    WHEN t.end_date IS NULL THEN 'open'
    WHEN t.is_followed AND t.next_day <= t.decided_from THEN 'replaced'
    WHEN t.is_followed AND NOT t.is_unpaid THEN 'renewed'
    WHEN t.is_followed THEN 'lost'
    WHEN u.begun_on <= t.decided_from THEN 'replaced'
    WHEN u.begun_on IS NOT NULL THEN 'renewed'
    WHEN t.next_day IS NULL AND (t.end_reason = 'pause' OR add_days(t.end_date, t.renewal_gap_days) > t.as_of) THEN 'open'
    ELSE 'lost'
  END AS state,
  CASE WHEN t.is_followed AND t.is_unpaid THEN t.next_end ELSE coalesce(CASE WHEN t.is_followed THEN t.next_day END, u.begun_on, t.end_date) END AS decided_on,
  CASE WHEN t.is_followed THEN t.next_mrr ELSE CAST(t.last_mrr * u.taken_share AS DECIMAL(18, 6)) END AS next_mrr,
  CASE WHEN t.is_followed THEN t.next_currency ELSE t.last_currency END AS next_currency,
  t.is_canceled AND t.end_date IS NULL AS has_notice,
  t.end_date IS NULL AS is_paid,
  d.won_on
FROM bounded t
LEFT JOIN deals d ON d.subscription_id = t.subscription_id AND d.first_day = t.first_day
LEFT JOIN metrics.subscription_successors u ON u.customer_id = t.customer_id AND u.ended_on = t.end_date AND t.next_day IS NULL
