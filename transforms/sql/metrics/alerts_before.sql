-- grain: one row per alert the last recorded night before this one knew
-- key: customer_id, rule
-- meaning: what the alerts of tonight go on from.
SELECT
  r.customer_id, r.rule, r.kind, r.since, r.reason, r.owner, r.mrr, r.money, r.over_nights, r.known_on, r.sent_on, r.was_published, r.closed_on, r.ended, r.is_open
FROM metrics.recorded_alerts r
WHERE r.as_of = (SELECT max(as_of) FROM staging.recorded_runs)
