-- grain: one row per name of a usage event
-- key: event
-- meaning: whether it makes its user active, and whether it shows that a customer
--   has got value. Without a setting every event makes active and none shows value.
WITH names AS (
  SELECT DISTINCT event FROM metrics.customer_events WHERE event IS NOT NULL
),
matched AS (
  SELECT
    n.event,
    bool_or(p.rule = 'active') AS is_listed,
    bool_or(p.rule = 'passive') AS is_passive,
    bool_or(p.rule = 'first_value') AS is_first_value
  FROM names n
  JOIN metrics.name_patterns p ON p.rule <> 'ignored_user' AND n.event LIKE p.pattern ESCAPE '\'
  GROUP BY n.event
)
SELECT
  n.event,
  NOT coalesce(m.is_passive, FALSE) AND (len(s.active_events) = 0 OR coalesce(m.is_listed, FALSE)) AS is_active,
  coalesce(m.is_first_value, FALSE) AS is_first_value
FROM names n
CROSS JOIN core.settings s
LEFT JOIN matched m ON m.event = n.event
