-- grain: one row per as-of day before this one that was recorded
-- key: as_of
-- meaning: the run whose rows speak for the day: the newest, because a night that
--   was computed again replaces what was known of it.
SELECT
  n.as_of,
  max_by(n.run_id, n._load_id) AS run_id
FROM raw.quarterdeck_nights n
CROSS JOIN core.settings s
WHERE n.as_of < s.as_of
GROUP BY n.as_of
