-- grain: one row per ticket in a schedule with a clock that ran
-- key: source, ticket_id
-- meaning: each clock's minutes inside the business hours: of each schedule while the
--   ticket was in it, or of the last one at the clock's end (schedule_changes). Each
--   stretch is the difference of the open time before its two ends.
WITH spans AS (
  SELECT t.source, t.ticket_id, t.valid_from, t.valid_to, k.place
  FROM core.ticket_schedules t
  JOIN core.schedules k ON k.schedule = t.schedule
),
stretches AS (
  SELECT
    c.source, c.ticket_id, c.clock, k.place,
    CASE s.schedule_changes WHEN 'last' THEN c.from_at ELSE greatest(c.from_at, k.valid_from) END AS from_at,
    CASE s.schedule_changes WHEN 'last' THEN c.to_at ELSE least(c.to_at, k.valid_to) END AS to_at
  FROM staging.ticket_clocks c
  CROSS JOIN core.settings s
  JOIN spans k
    ON k.source = c.source AND k.ticket_id = c.ticket_id AND k.valid_from <= c.to_at
    AND (k.valid_to IS NULL OR k.valid_to > CASE s.schedule_changes WHEN 'last' THEN c.to_at ELSE c.from_at END)
),
counted AS (
  SELECT
    p.source, p.ticket_id, p.clock,
    business_micros(b.minutes_before, e.open_before, e.is_open, p.to_at)
      - business_micros(a.minutes_before, d.open_before, d.is_open, p.from_at) AS micros
  FROM stretches p
  JOIN staging.business_days a ON a.slot = schedule_slot(p.place, p.from_at)
  JOIN staging.business_minutes d ON d.slot = minute_slot(a.pattern, p.from_at)
  JOIN staging.business_days b ON b.slot = schedule_slot(p.place, p.to_at)
  JOIN staging.business_minutes e ON e.slot = minute_slot(b.pattern, p.to_at)
)
SELECT
  source, ticket_id,
  sum_int(CASE WHEN clock = 'reply' THEN micros END) / 60000000.0 AS reply,
  sum_int(CASE WHEN clock = 'first' THEN micros END) / 60000000.0 AS first_resolution,
  sum_int(CASE WHEN clock = 'full' THEN micros END) / 60000000.0 AS full_resolution,
  sum_int(CASE WHEN clock = 'wait' THEN micros END) / 60000000.0 AS wait
FROM counted
GROUP BY source, ticket_id
