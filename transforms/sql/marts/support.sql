-- grain: one row per reporting period and segment
-- key: span, period_start, dimension, segment
-- meaning: tickets created and solved in the period, open at its end, and medians
--   and 90th percentiles in minutes. First reply and SLA go by the creation day,
--   resolution and reopenings by the day of the last solve.
-- check: not_null(span, period_start, period_end, dimension, segment, created, solved, backlog)
-- check: accepted(span, month, quarter, trailing)
-- check: expression(sla_attainment IS NULL OR sla_attainment BETWEEN 0 AND 1)
SELECT
  period_start, period_end, span, dimension, segment, created, solved, backlog,
  first_reply_minutes_p50, first_reply_minutes_p90, full_resolution_minutes_p50, full_resolution_minutes_p90,
  first_reply_minutes_p50_business, first_reply_minutes_p90_business,
  full_resolution_minutes_p50_business, full_resolution_minutes_p90_business,
  reopen_rate, sla_attainment, sla_met, sla_decided, is_complete
FROM metrics.support
WHERE span <> 'previous'
