-- grain: one row per figure of a closed period
-- key: figure_id
-- meaning: what can be restated: months, quarters and years that are over. Figures
--   of a day, or of a window that ends with it, are of another period each night.
SELECT f.figure_id, f.metric, f.span, f.period_start, f.period_end, f.dimension, f.segment, f.customer_id, f.value, f.reason
FROM marts.figures f
CROSS JOIN core.settings s
WHERE f.span NOT IN ('day', 'trailing', 'all') AND f.period_end <= add_days(s.as_of, 1)
