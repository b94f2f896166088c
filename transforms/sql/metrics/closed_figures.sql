-- grain: one row per figure of a closed period
-- key: figure_id
-- meaning: what can be restated: weeks, months, quarters and years that are over.
--   Other spans are of a day, or of a window that goes with it, and so are of
--   another period each night. What judges the recorded nights themselves is not
--   restated: it says more whenever one more is recorded, of a past day as well.
SELECT f.figure_id, f.metric, f.span, f.period_start, f.period_end, f.dimension, f.segment, f.customer_id, f.value, f.reason
FROM marts.figures f
CROSS JOIN core.settings s
WHERE f.span IN ('week', 'month', 'quarter', 'year', 'ttm') AND f.period_end <= add_days(s.as_of, 1)
  AND f.metric NOT IN (
    'renewal_forecast_error', 'warning_lead', 'health_auc', 'red_precision', 'red_recall',
    'alert_precision', 'alerts_answered_in_time'
  )
