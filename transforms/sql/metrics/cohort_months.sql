-- grain: one row per customer and complete month since its cohort's with MRR at the end
-- key: customer_id, month_number
-- meaning: MRR at the exchange rates of the cohort's month, so that a moving rate
--   looks neither like growth nor like loss. Month 0 is the cohort's own.
SELECT
  k.customer_id, k.cohort_month,
  date_diff('month', k.cohort_month, c.month) AS month_number,
  CAST(sum(coalesce(at_rate(c.local_mrr, r.rate), c.mrr)) AS DECIMAL(18, 6)) AS mrr
FROM metrics.cohort_members k
JOIN metrics.cohort_mrr c ON c.customer_id = k.customer_id
LEFT JOIN core.exchange_rates r ON r.currency = c.currency AND r.month = k.cohort_month
GROUP BY k.customer_id, k.cohort_month, c.month
