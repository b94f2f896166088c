-- grain: one row per month, customer paying at its end, and basis
-- key: month, basis, customer_id
-- meaning: the value tier of the customer's MRR at the month's end.
SELECT c.month, b.basis, c.customer_id, c.mrr, b.tier, b.rank
FROM metrics.customer_levels c
JOIN metrics.tier_bounds b
  ON b.month = c.month AND c.mrr >= b.lower_bound AND (b.upper_bound IS NULL OR c.mrr < b.upper_bound)
