-- grain: one row per reference day, customer paying at its end and measure of what was agreed and thought
-- key: day, customer_id, measure
-- sorted: no
-- meaning: goals_on_track is the share of the goals not dropped that are reached or,
--   before their date, on track; goals carry no day of entry, so earlier days are
--   judged with today's. pulse is the newest the team noted, on its own scale. An
--   attribute that is a number is a measure of its own.
WITH worded AS (
  SELECT
    g.customer_id, g.due_on, ratio(g.actual - g.baseline, g.target - g.baseline) AS way,
    coalesce(goal_word(g.status), 'unstated') AS word
  FROM core.goals g
  WHERE g.customer_id IS NOT NULL
),
judged AS (
  SELECT
    d.day, g.customer_id,
    CASE
      WHEN g.way >= 1 THEN TRUE
      WHEN g.word = 'reached' THEN CASE WHEN g.way IS NULL THEN TRUE END
      WHEN g.due_on < d.day OR g.word IN ('missed', 'behind') THEN FALSE
      WHEN g.word = 'on_track' THEN TRUE
    END AS is_on_track
  FROM metrics.reference_days d
  CROSS JOIN worded g
  WHERE g.word <> 'dropped'
),
goals AS (
  SELECT day, customer_id, ratio(sum_int(CASE WHEN is_on_track THEN 1 ELSE 0 END), count(is_on_track)) AS share
  FROM judged
  GROUP BY day, customer_id
),
pulses AS (
  SELECT
    d.day, n.customer_id, n.pulse, n.written_on,
    row_number() OVER (PARTITION BY d.day, n.customer_id ORDER BY n.written_on DESC, n.note_id DESC) AS newest
  FROM metrics.reference_days d
  JOIN core.notes n ON n.written_on <= d.day
  WHERE n.kind = 'pulse' AND n.pulse IS NOT NULL AND n.customer_id IS NOT NULL
)
SELECT c.day, c.customer_id, 'goals_on_track' AS measure, g.share AS value, CASE WHEN g.share IS NOT NULL THEN c.day END AS seen_on
FROM metrics.customer_states c
LEFT JOIN goals g ON g.day = c.day AND g.customer_id = c.customer_id
UNION ALL
SELECT c.day, c.customer_id, 'pulse', p.pulse, p.written_on
FROM metrics.customer_states c
LEFT JOIN pulses p ON p.day = c.day AND p.customer_id = c.customer_id AND p.newest = 1
UNION ALL
SELECT c.day, c.customer_id, 'attribute.' || a.attribute, a.value_number, a.valid_from
FROM metrics.customer_states c
JOIN core.customer_attributes a
  ON a.customer_id = c.customer_id AND a.valid_from <= c.day AND coalesce(a.valid_to, DATE '9999-12-31') > c.day
WHERE a.value_number IS NOT NULL
