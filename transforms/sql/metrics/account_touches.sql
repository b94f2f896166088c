-- grain: one row per customer and day the team did something about it
-- key: customer_id, day
-- meaning: a note (a pulse is a rating and changes nothing), a promise of ours that fell
--   due, or the answer to an alert of a risk. Whoever was looked after may have stayed
--   because of it, and then a right warning counts as wrong.
SELECT DISTINCT customer_id, written_on AS day
FROM core.notes
WHERE customer_id IS NOT NULL AND written_on IS NOT NULL AND coalesce(kind, '') <> 'pulse'
UNION
SELECT DISTINCT c.customer_id, c.due_on
FROM core.commitments c
CROSS JOIN core.settings s
WHERE c.customer_id IS NOT NULL AND c.due_on <= s.as_of AND coalesce(word_of(c.side), 'us') <> 'them'
UNION
SELECT DISTINCT a.customer_id, a.acknowledged_on
FROM core.alert_acknowledgements a
LEFT JOIN core.alert_rules r ON r.rule = a.rule
WHERE a.customer_id IS NOT NULL AND coalesce(r.kind, 'risk') = 'risk'
