-- grain: one row per published figure and run that changed it
-- key: figure_id, run_id
-- meaning: what was said otherwise of a period already closed and published, and
--   why. late_data came in after it, new_mapping gave records to another customer,
--   later_facts happened after it, new_definition is another text, setting or
--   program; together they are the change. They are null where a value is null, and
--   so is reason while it is not known; it names the greatest part.
-- check: expression(change = late_data + new_mapping + later_facts + new_definition)
-- check: accepted(reason, late_data, new_mapping, later_facts, new_definition)
SELECT
  r.figure_id, r.metric, r.span, r.period_start, r.period_end, r.dimension, r.segment, r.customer_id,
  r.published_as_of, r.published_value, r.value, r.change,
  r.late_data, r.new_mapping, r.later_facts, r.new_definition, r.reason, r.restated_on, r.run_id
FROM raw.quarterdeck_restatements r
CROSS JOIN core.settings s
WHERE r.restated_on <= s.as_of AND r.run_id <> s.run_id
UNION ALL
SELECT
  c.figure_id, c.metric, c.span, c.period_start, c.period_end, c.dimension, c.segment, c.customer_id,
  c.published_as_of,
  TRY_CAST(c.published_value AS DECIMAL(18, 6)),
  TRY_CAST(c.value AS DECIMAL(18, 6)),
  TRY_CAST(c.value AS DECIMAL(18, 6)) - TRY_CAST(c.published_value AS DECIMAL(18, 6)),
  CAST(NULL AS DECIMAL(18, 6)), CAST(NULL AS DECIMAL(18, 6)), CAST(NULL AS DECIMAL(18, 6)), CAST(NULL AS DECIMAL(18, 6)),
  CAST(NULL AS VARCHAR),
  s.as_of, s.run_id
FROM marts.figure_changes c
CROSS JOIN core.settings s
WHERE c.kind <> 'new' AND NOT s.looking_back
