-- grain: one row per note of the team on a customer
-- key: note_id
-- check[warn]: accepted(kind, summary, pulse, ask)
SELECT
  n.note_id, r.customer_id, n.author, n.written_on, n.kind, n.text, n.pulse, n._source AS source
FROM raw.files_notes n
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = n.customer_id
WHERE n.written_on IS NULL OR n.written_on <= s.as_of
