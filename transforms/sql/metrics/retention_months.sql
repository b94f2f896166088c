-- grain: one row per retention period and month in it
-- key: span, period_start, month
-- meaning: lets monthly figures find their periods by an equality join on the month.
SELECT w.span, w.period_start, CAST(spine.month AS DATE) AS month
FROM metrics.retention_windows w
CROSS JOIN UNNEST(generate_series(w.period_start, w.end_month, INTERVAL 1 MONTH)) AS spine(month)
