-- grain: one row per reporting period and segment
-- key: span, period_start, dimension, segment
-- meaning: the columns of marts.support for every window, the scorecard's previous
--   one included.
SELECT
  p.span, p.period_start, p.period_end, p.is_complete, v.dimension, v.segment,
  coalesce(f.created, 0) AS created, coalesce(r.solved, 0) AS solved, coalesce(b.backlog, 0) AS backlog,
  coalesce(b.backlog_start, 0) AS backlog_start, coalesce(f.reopened, 0) AS reopened, coalesce(f.solved, 0) AS solved_events,
  coalesce(f.deleted, 0) AS deleted,
  coalesce(c.first_replies, 0) AS first_replies,
  c.p50 AS first_reply_minutes_p50, c.p90 AS first_reply_minutes_p90, c.mean AS first_reply_minutes_mean,
  c.p50_business AS first_reply_minutes_p50_business, c.p90_business AS first_reply_minutes_p90_business,
  c.mean_business AS first_reply_minutes_mean_business,
  coalesce(i.first_resolutions, 0) AS first_resolutions,
  i.p50 AS first_resolution_minutes_p50, i.p90 AS first_resolution_minutes_p90, i.mean AS first_resolution_minutes_mean,
  i.p50_business AS first_resolution_minutes_p50_business, i.p90_business AS first_resolution_minutes_p90_business,
  i.mean_business AS first_resolution_minutes_mean_business,
  r.p50 AS full_resolution_minutes_p50, r.p90 AS full_resolution_minutes_p90, r.mean AS full_resolution_minutes_mean,
  r.p50_business AS full_resolution_minutes_p50_business, r.p90_business AS full_resolution_minutes_p90_business,
  r.mean_business AS full_resolution_minutes_mean_business,
  coalesce(r.waits, 0) AS requester_waits,
  r.wait_p50 AS requester_wait_minutes_p50, r.wait_p90 AS requester_wait_minutes_p90, r.wait_mean AS requester_wait_minutes_mean,
  r.wait_p50_business AS requester_wait_minutes_p50_business, r.wait_p90_business AS requester_wait_minutes_p90_business,
  r.wait_mean_business AS requester_wait_minutes_mean_business,
  coalesce(r.reopened_tickets, 0) AS reopened_tickets, coalesce(r.reopens, 0) AS reopens,
  ratio(r.reopened_tickets, r.solved) AS reopen_rate, ratio(r.reopens, r.solved) AS reopens_per_solved,
  ratio(c.sla_met, c.sla_decided) AS sla_attainment,
  ratio(c.sla_met, c.sla_decided - c.sla_overdue) AS sla_attainment_completed, ratio(c.sla_met, c.sla_all) AS sla_attainment_all,
  coalesce(c.sla_met, 0) AS sla_met, coalesce(c.sla_decided, 0) AS sla_decided, coalesce(c.sla_overdue, 0) AS sla_overdue,
  coalesce(c.sla_all, 0) AS sla_targeted,
  coalesce(k.start_customers, 0) AS start_customers,
  100 * ratio(coalesce(f.created, 0), k.start_customers) AS tickets_per_100_customers
FROM metrics.periods p
CROSS JOIN metrics.segment_values v
LEFT JOIN metrics.backlog_flows f
  ON f.span = p.span AND f.period_start = p.period_start AND f.dimension = v.dimension AND f.segment = v.segment
LEFT JOIN metrics.backlog_levels b
  ON b.span = p.span AND b.period_start = p.period_start AND b.dimension = v.dimension AND b.segment = v.segment
LEFT JOIN metrics.support_replies c
  ON c.span = p.span AND c.period_start = p.period_start AND c.dimension = v.dimension AND c.segment = v.segment
LEFT JOIN metrics.support_first_resolutions i
  ON i.span = p.span AND i.period_start = p.period_start AND i.dimension = v.dimension AND i.segment = v.segment
LEFT JOIN metrics.support_resolutions r
  ON r.span = p.span AND r.period_start = p.period_start AND r.dimension = v.dimension AND r.segment = v.segment
LEFT JOIN metrics.support_customers k
  ON k.span = p.span AND k.period_start = p.period_start AND k.dimension = v.dimension AND k.segment = v.segment
WHERE p.topic = 'support'
