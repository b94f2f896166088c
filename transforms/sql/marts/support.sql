-- grain: one row per reporting period and segment
-- key: span, period_start, dimension, segment
-- meaning: the helpdesk's work. backlog_start + created + reopened - solved_events -
--   deleted = backlog. solved counts tickets that still are, by the day of the last
--   solve, and so do full resolution, waiting and reopenings; first reply and SLA go
--   by the day of creation, first resolution by that of the first solve. A rate or
--   time without tickets is null, and its reason says why.
-- check: not_null(span, period_start, period_end, dimension, segment, created, solved, backlog)
-- check: accepted(span, month, quarter, trailing)
-- check: expression(sla_attainment IS NULL OR sla_attainment BETWEEN 0 AND 1)
-- check: expression(reopen_rate IS NULL OR reopen_rate BETWEEN 0 AND 1)
-- check: expression(backlog_start + created + reopened - solved_events - deleted = backlog)
SELECT
  period_start, period_end, span, dimension, segment, created, solved, backlog,
  first_reply_minutes_p50, first_reply_minutes_p90, full_resolution_minutes_p50, full_resolution_minutes_p90,
  first_reply_minutes_p50_business, first_reply_minutes_p90_business,
  full_resolution_minutes_p50_business, full_resolution_minutes_p90_business,
  reopen_rate, sla_attainment, sla_met, sla_decided, is_complete,
  backlog_start, reopened, solved_events, deleted,
  first_replies, first_reply_minutes_mean, first_reply_minutes_mean_business,
  first_resolutions, first_resolution_minutes_p50, first_resolution_minutes_p90, first_resolution_minutes_mean,
  first_resolution_minutes_p50_business, first_resolution_minutes_p90_business, first_resolution_minutes_mean_business,
  full_resolution_minutes_mean, full_resolution_minutes_mean_business,
  requester_waits, requester_wait_minutes_p50, requester_wait_minutes_p90, requester_wait_minutes_mean,
  requester_wait_minutes_p50_business, requester_wait_minutes_p90_business, requester_wait_minutes_mean_business,
  reopened_tickets, reopens, reopens_per_solved,
  sla_attainment_completed, sla_attainment_all, sla_overdue, sla_targeted,
  start_customers, tickets_per_100_customers,
  CASE WHEN first_replies = 0 THEN 'no_replies' END AS first_reply_reason,
  CASE WHEN first_resolutions = 0 THEN 'nothing_solved' END AS first_resolution_reason,
  CASE WHEN solved = 0 THEN 'nothing_solved' END AS full_resolution_reason,
  CASE WHEN solved = 0 THEN 'nothing_solved' WHEN requester_waits = 0 THEN 'states_unknown' END AS requester_wait_reason,
  CASE WHEN solved = 0 THEN 'nothing_solved' END AS reopen_reason,
  CASE WHEN sla_targeted = 0 THEN 'no_targets' WHEN sla_decided = 0 THEN 'none_due' END AS sla_reason,
  CASE WHEN start_customers = 0 THEN 'no_start_customers' END AS tickets_per_100_reason
FROM metrics.support
WHERE span <> 'previous'
