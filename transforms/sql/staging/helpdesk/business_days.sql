-- grain: one row per schedule and day of UTC
-- key: slot
-- meaning: core.schedule_days under one number, which is quicker to find than a name
--   and a day; see schedule_slot and minute_slot.
SELECT schedule_slot(k.place, d.day) AS slot, d.pattern, d.minutes_before
FROM core.schedule_days d
JOIN core.schedules k ON k.schedule = d.schedule
