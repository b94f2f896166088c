-- grain: one row per month and customer with MRR at the month's start or end
-- key: month, customer_id
-- meaning: net change of one customer in one month, whatever grain and mode the
--   movements are shown in; a merged account counts as the one it went into. amount is
--   in constant currency and fx is the rest: start + amount (signed) + fx = end, to the
--   last decimal.
WITH named AS (
  SELECT
    c.*, movement_of(c.is_first, c.at_start, c.at_end, c.start_mrr, c.end_at_start_rate, c.first_paid_on >= c.month) AS movement
  FROM metrics.unit_changes c
  WHERE c.grain = 'customer'
)
SELECT
  month, customer_id, start_mrr, end_mrr, movement,
  CASE WHEN movement IS NULL THEN CAST(0 AS DECIMAL(18, 6)) ELSE CAST(abs(end_at_start_rate - start_mrr) AS DECIMAL(18, 6)) END AS amount,
  fx
FROM named
