-- grain: one row per KPI, customer and dimension
-- key: kpi, dimension, customer_id
-- sorted: no
-- meaning: the segment in which the KPI's metric counts the customer: at the start of
--   what compares start with end (setting segment_at), else at the end of the period.
SELECT u.kpi, g.dimension, g.segment, g.customer_id
FROM metrics.kpi_subjects u
JOIN metrics.customer_segments g ON g.day = u.last_day
WHERE u.area <> 'retention'
UNION ALL
SELECT u.kpi, r.dimension, r.segment, r.customer_id
FROM metrics.kpi_subjects u
JOIN metrics.retention_segments r ON r.span = u.span AND r.period_start = u.period_start
WHERE u.area = 'retention'
