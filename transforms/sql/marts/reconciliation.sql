-- grain: one row per customer and thing two systems tell differently
-- key: as_of, customer_id, cause
-- meaning: CRM against billing against seats in use. amount is the MRR at stake in
--   the reporting currency: what is paid, or might be, and one system does not
--   know; null where no price is known. Stages are read by their usual words.
-- check: not_null(as_of, customer_id, cause, systems, detail)
-- check: accepted(cause, billed_not_in_crm, customer_not_billed, lost_but_billed, mrr_differs, seats_differ, seats_exceeded, active_not_paying, not_invoiced)
WITH known AS (
  SELECT
    a.customer_id, a.in_crm, a.crm_mrr, a.crm_seats, a.paying, a.mrr, a.seats, a.first_paid_on, a.last_mrr,
    a.unpaid_kind, a.last_invoiced_on, a.active_users,
    lower(coalesce(a.stage, '')) IN ('customer', 'active', 'live') AS is_customer,
    lower(coalesce(a.stage, '')) IN ('lost', 'churned', 'former', 'former customer', 'cancelled', 'canceled') AS is_lost,
    ratio(a.mrr, a.seats) AS seat_price,
    EXISTS (SELECT 1 FROM core.identity WHERE kind = 'company') AS has_crm,
    EXISTS (SELECT 1 FROM core.subscription_periods) AS has_billing,
    EXISTS (SELECT 1 FROM core.invoices) AS has_invoices
  FROM metrics.account_systems a
),
causes AS (
  SELECT customer_id, 'billed_not_in_crm' AS cause, 'crm, billing' AS systems, mrr AS amount,
    'pays, and no CRM record or customer file knows it' AS detail
  FROM known WHERE paying AND has_crm AND NOT in_crm
  UNION ALL
  SELECT customer_id, 'customer_not_billed', 'crm, billing', last_mrr, 'a customer in the CRM, without a subscription'
  FROM known WHERE is_customer AND has_billing AND NOT paying AND unpaid_kind IS NULL
  UNION ALL
  SELECT customer_id, 'lost_but_billed', 'crm, billing', mrr, 'lost in the CRM, still paying'
  FROM known WHERE is_lost AND paying
  UNION ALL
  SELECT customer_id, 'mrr_differs', 'crm, billing', crm_mrr - mrr,
    'MRR ' || CAST(money(crm_mrr) AS VARCHAR) || ' in the CRM, ' || CAST(mrr AS VARCHAR) || ' billed'
  FROM known WHERE abs(crm_mrr - mrr) > 0.01 * mrr AND abs(crm_mrr - mrr) > 1 AND paying
  UNION ALL
  SELECT customer_id, 'seats_differ', 'crm, billing', (crm_seats - seats) * seat_price,
    CAST(CAST(crm_seats AS BIGINT) AS VARCHAR) || ' seats in the CRM, ' || CAST(seats AS VARCHAR) || ' billed'
  FROM known WHERE crm_seats <> seats AND paying
  UNION ALL
  SELECT customer_id, 'seats_exceeded', 'billing, usage', (active_users - seats) * seat_price,
    CAST(active_users AS VARCHAR) || ' active users on ' || CAST(seats AS VARCHAR) || ' seats'
  FROM known WHERE active_users > seats AND seats > 0
  UNION ALL
  SELECT customer_id, 'active_not_paying', 'billing, usage', last_mrr,
    CAST(active_users AS VARCHAR) || ' active users and no subscription'
  FROM known WHERE active_users > 0 AND has_billing AND NOT paying AND unpaid_kind IS NULL
  UNION ALL
  SELECT k.customer_id, 'not_invoiced', 'billing', k.mrr,
    'pays, and the newest invoice is ' || coalesce('of ' || CAST(k.last_invoiced_on AS VARCHAR), 'missing')
  FROM known k
  CROSS JOIN core.settings s
  WHERE k.paying AND k.has_invoices AND k.first_paid_on < add_days(s.as_of, -45)
    AND coalesce(k.last_invoiced_on, DATE '1900-01-01') < add_days(s.as_of, -400)
)
SELECT s.as_of, c.customer_id, c.cause, c.systems, money(c.amount) AS amount, c.detail
FROM causes c
CROSS JOIN core.settings s
