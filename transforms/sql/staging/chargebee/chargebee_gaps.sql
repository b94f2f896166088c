-- grain: one row per subscription item and stretch no invoice covers
-- key: source, subscription_id, item_id, gap_start
-- meaning: a line that no other follows within a day of its end. Of a plan it is
--   a pause: no invoices are made meanwhile. After the last line of all only a
--   pause the subscription tells of counts, since an invoice may come late. An
--   addon is gone once the plan is billed without it.
WITH followed AS (
  SELECT
    l.source, l.subscription_id, l.item_id, l.is_main, l.invoice_id, l.line_number, l.period_end,
    lead(l.period_start) OVER (
      PARTITION BY l.source, l.subscription_id, l.item_id ORDER BY l.period_start, l.created_at, l.invoice_id, l.line_number
    ) AS next_start
  FROM staging.chargebee_prices_paid l
),
plan_lines AS (
  SELECT source, subscription_id, period_start FROM staging.chargebee_prices_paid WHERE is_main
)
SELECT
  f.source, f.subscription_id, f.item_id, f.period_end AS gap_start, f.invoice_id, f.line_number,
  NOT f.is_main AND EXISTS (
    SELECT 1 FROM plan_lines p
    WHERE p.source = f.source AND p.subscription_id = f.subscription_id
      AND p.period_start >= f.period_end - INTERVAL 1 DAY AND (f.next_start IS NULL OR p.period_start < f.next_start - INTERVAL 1 DAY)
  ) AS is_removed
FROM followed f
JOIN staging.chargebee_subscriptions b ON b.source = f.source AND b.subscription_id = f.subscription_id
CROSS JOIN core.settings s
WHERE f.next_start > f.period_end + INTERVAL 1 DAY
  OR (f.next_start IS NULL AND f.period_end < s.as_of_end AND (
    (b.pause_from <= f.period_end + INTERVAL 1 DAY AND (b.pause_to IS NULL OR b.pause_to > f.period_end))
    OR (NOT f.is_main AND EXISTS (
      SELECT 1 FROM plan_lines p
      WHERE p.source = f.source AND p.subscription_id = f.subscription_id AND p.period_start >= f.period_end - INTERVAL 1 DAY
    ))
  ))
