-- grain: one row per customer as a file names it, alert rule and day somebody answered
-- key: source, account, rule, acknowledged_on
-- meaning: somebody saw an alert by the as-of day, and may have said whether it was right.
-- check[warn]: accepted(verdict, right, wrong)
SELECT
  a._source AS source, a.customer_id AS account, word_of(a.rule) AS rule, a.acknowledged_on, r.customer_id,
  nullif(trim(a.author), '') AS author,
  word_of(a.verdict) AS verdict,
  nullif(trim(a.note), '') AS note
FROM raw.files_alert_acknowledgements a
CROSS JOIN core.settings s
LEFT JOIN staging.customer_references r ON r.reference = a.customer_id
WHERE a.acknowledged_on <= s.as_of
