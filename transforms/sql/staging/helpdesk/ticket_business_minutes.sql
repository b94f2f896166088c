-- grain: one row per ticket that is in a schedule, and clock of it that ran
-- key: source, ticket_id, clock
-- meaning: the clock's minutes inside the business hours: of each schedule while the
--   ticket was in it, or of the last one at the clock's end (schedule_changes). Each
--   stretch is the difference of the open time before its two ends.
WITH stretches AS (
  SELECT
    c.source, c.ticket_id, c.clock, k.schedule,
    CASE s.schedule_changes WHEN 'last' THEN c.from_at ELSE greatest(c.from_at, k.valid_from) END AS from_at,
    CASE s.schedule_changes WHEN 'last' THEN c.to_at ELSE least(c.to_at, k.valid_to) END AS to_at
  FROM staging.ticket_clocks c
  CROSS JOIN core.settings s
  JOIN core.ticket_schedules k
    ON k.source = c.source AND k.ticket_id = c.ticket_id AND k.valid_from <= c.to_at
    AND (k.valid_to IS NULL OR k.valid_to > CASE s.schedule_changes WHEN 'last' THEN c.to_at ELSE c.from_at END)
)
SELECT
  p.source, p.ticket_id, p.clock,
  sum_int(business_micros(b.minutes_before, e.open_before, e.is_open, p.to_at)
    - business_micros(a.minutes_before, d.open_before, d.is_open, p.from_at)) / 60000000.0 AS minutes
FROM stretches p
JOIN core.schedule_days a ON a.schedule = p.schedule AND a.day = CAST(p.from_at AS DATE)
JOIN staging.business_minutes d ON d.pattern = a.pattern AND d.minute = minute_of_day(p.from_at)
JOIN core.schedule_days b ON b.schedule = p.schedule AND b.day = CAST(p.to_at AS DATE)
JOIN staging.business_minutes e ON e.pattern = b.pattern AND e.minute = minute_of_day(p.to_at)
GROUP BY p.source, p.ticket_id, p.clock
