-- grain: one row per subscription and stretch of days with one price and state
-- key: source, subscription_id, start_date
-- meaning: the rules of core.subscription_periods hold; billing_id is the payer,
--   list_mrr the price before discounts and whatever keeps it from being paid.
--   Every item of a subscription has periods of its own: the first under the
--   subscription's id, the others under an id of both. Pieces that continue each
--   other unchanged are one period. end_reason tells what the end means.
WITH marked AS (
  SELECT
    p.*,
    CASE WHEN lag(end_date) OVER item = start_date AND lag(mrr) OVER item = mrr AND lag(kind) OVER item = kind
        AND lag(product) OVER item IS NOT DISTINCT FROM product AND lag(currency) OVER item IS NOT DISTINCT FROM currency
        AND lag(seats) OVER item IS NOT DISTINCT FROM seats AND lag(renewal_date) OVER item IS NOT DISTINCT FROM renewal_date
      THEN 0 ELSE 1 END AS is_new
  FROM staging.billing_plan_pieces p
  WINDOW item AS (PARTITION BY source, subscription_id, item_id ORDER BY start_date)
),
numbered AS (
  SELECT
    m.*,
    sum(is_new) OVER (
      PARTITION BY source, subscription_id, item_id ORDER BY start_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS period
  FROM marked m
),
periods AS (
  SELECT
    source, contract_id, subscription_id, item_id, billing_id, min(start_date) AS start_date, max_by(end_date, start_date) AS end_date,
    bool_or(end_date IS NULL) AS is_open, max(ended_on) AS ended_on,
    min(product) AS product, min(currency) AS currency, min(mrr) AS mrr, min(list_mrr) AS list_mrr, min(kind) AS kind,
    min(seats) AS seats, min(renewal_date) AS renewal_date
  FROM numbered
  GROUP BY source, contract_id, subscription_id, item_id, billing_id, period
),
followed AS (
  SELECT
    p.*,
    lead(start_date) OVER item AS next_start,
    lead(kind) OVER item AS next_kind
  FROM periods p
  WINDOW item AS (PARTITION BY source, subscription_id, item_id ORDER BY start_date)
)
SELECT
  f.source, f.contract_id AS subscription_id, f.start_date, CASE WHEN NOT f.is_open THEN f.end_date END AS end_date, f.billing_id,
  f.product, CAST(f.mrr AS DECIMAL(18, 6)) AS mrr, f.currency, f.kind,
  CASE
    WHEN f.is_open THEN NULL
    WHEN f.next_start = f.end_date THEN CASE f.next_kind
      WHEN 'paid' THEN 'change' WHEN 'paused' THEN 'pause' WHEN 'past_due' THEN 'past_due' ELSE f.next_kind END
    WHEN f.end_date IS DISTINCT FROM f.ended_on THEN 'change'
    WHEN f.kind = 'past_due' OR u.subscription_id IS NOT NULL THEN 'involuntary'
    ELSE 'voluntary'
  END AS end_reason,
  f.renewal_date, CAST(f.seats AS BIGINT) AS seats, f.list_mrr
FROM followed f
LEFT JOIN staging.billing_unpaid_ends u ON u.source = f.source AND u.subscription_id = f.subscription_id
