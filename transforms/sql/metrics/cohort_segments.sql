-- grain: one row per cohort customer and dimension
-- key: customer_id, dimension
-- meaning: the segment at the end of the cohort's month, which the customer keeps
--   in every later cell.
SELECT k.customer_id, k.cohort_month, k.is_opening, g.dimension, g.segment
FROM metrics.cohort_members k
JOIN metrics.month_levels m ON m.month = k.cohort_month
JOIN metrics.customer_segments g ON g.day = m.level_day AND g.customer_id = k.customer_id
