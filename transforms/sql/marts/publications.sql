-- grain: one row per publication before this run
-- key: run_id
-- meaning: which day each speaks of, what was known, and the settings, own models
--   and program it was made with.
SELECT
  p.run_id, p.as_of, p.known_at, p.published_at, p.settings, p.models, p.program
FROM raw.quarterdeck_publications p
CROSS JOIN core.settings s
WHERE p.as_of <= s.as_of AND p.run_id <> s.run_id
