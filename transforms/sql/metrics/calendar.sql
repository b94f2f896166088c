-- grain: one row per calendar month, from the first fact of any kind to the as-of month
-- key: month
-- meaning: the months every mart with periods shows. level_day is the day whose
--   end is the month's level: its last day, or the as-of day in the running month.
WITH first_fact AS (
  SELECT min(facts.day) AS day
  FROM (
    SELECT min(month) AS day FROM core.months
    UNION ALL
    SELECT min(created_on) FROM core.tickets
    UNION ALL
    SELECT min(responded_on) FROM core.survey_responses
    UNION ALL
    SELECT min(invited_on) FROM core.survey_invitations
  ) facts
),
months AS (
  SELECT CAST(spine.month AS DATE) AS month, s.as_of
  FROM core.settings s
  CROSS JOIN first_fact f
  CROSS JOIN UNNEST(generate_series(month_of(f.day), month_of(s.as_of), INTERVAL 1 MONTH)) AS spine(month)
)
SELECT
  month,
  month_last_day(month) AS last_day,
  least(month_last_day(month), as_of) AS level_day,
  month_last_day(month) <= as_of AS is_complete
FROM months
