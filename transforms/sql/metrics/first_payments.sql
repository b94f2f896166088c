-- grain: one row per customer that ever paid
-- key: customer_id
-- meaning: the first day with MRR, known at the as-of day.
SELECT customer_id, min(start_date) AS first_paid_on
FROM metrics.paid_spells
GROUP BY customer_id
