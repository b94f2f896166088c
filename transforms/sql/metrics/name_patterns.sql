-- grain: one row per rule and pattern of the settings
-- key: rule, pattern
-- meaning: which events make a user active (active, passive), which show first
--   value, and which users are nobody's, as patterns of LIKE with \ as the escape.
WITH given AS (
  SELECT 'active' AS rule, a.pattern
  FROM core.settings s
  CROSS JOIN UNNEST(s.active_events) AS a(pattern)
  UNION
  SELECT 'passive', p.pattern
  FROM core.settings s
  CROSS JOIN UNNEST(s.passive_events) AS p(pattern)
  UNION
  SELECT 'first_value', v.pattern
  FROM core.settings s
  CROSS JOIN UNNEST(s.first_value_events) AS v(pattern)
  UNION
  SELECT 'ignored_user', i.pattern
  FROM core.settings s
  CROSS JOIN UNNEST(s.ignored_users) AS i(pattern)
)
SELECT rule, replace(replace(replace(replace(pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%') AS pattern
FROM given
