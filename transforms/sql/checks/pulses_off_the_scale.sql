-- severity: warn
-- source: notes
-- meaning: pulses outside the scale of health.pulse, which count for nothing
-- total: core.notes
SELECT n.note_id AS key, CAST(n.pulse AS VARCHAR) AS detail
FROM core.notes n
CROSS JOIN core.health_pulse p
WHERE n.kind = 'pulse' AND n.pulse NOT BETWEEN least(p.worst, p.best) AND greatest(p.worst, p.best)
