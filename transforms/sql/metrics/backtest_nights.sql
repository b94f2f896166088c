-- grain: one row per outcome and horizon before which a night is recorded
-- key: horizon, customer_id, kind, due_on
-- meaning: the newest night at least horizon days before the outcome, and at most eight
--   days more, as it was recorded. was_known: the outcome was no forecast any more.
--   was_touched: the team did something between the night and the outcome. An outcome
--   counts from its date on, so that early ends are not counted before their like.
WITH dated AS (
  SELECT
    h.horizon, o.customer_id, o.kind, o.due_on, o.outcome_on, o.outcome, o.known_on, o.arr,
    add_days(o.outcome_on, -(h.horizon + CAST(w.age AS INTEGER))) AS night
  FROM marts.outcomes o
  JOIN core.settings s ON o.due_on <= s.as_of
  CROSS JOIN metrics.backtest_horizons h
  CROSS JOIN UNNEST(generate_series(0, 8)) AS w(age)
),
newest AS (
  SELECT d.horizon, d.customer_id, d.kind, d.due_on, max(d.night) AS night
  FROM dated d
  JOIN marts.health_nights n ON n.customer_id = d.customer_id AND n.as_of = d.night
  GROUP BY d.horizon, d.customer_id, d.kind, d.due_on
),
touched AS (
  SELECT w.horizon, w.customer_id, w.kind, w.due_on
  FROM newest w
  JOIN marts.outcomes o ON o.customer_id = w.customer_id AND o.kind = w.kind AND o.due_on = w.due_on
  JOIN metrics.account_touches t ON t.customer_id = w.customer_id AND t.day > w.night AND t.day <= o.outcome_on
  GROUP BY w.horizon, w.customer_id, w.kind, w.due_on
)
SELECT
  d.horizon, d.customer_id, d.kind, d.due_on, d.outcome_on, d.outcome, d.arr, d.night,
  n.score, n.band, n.mrr, n.pulse, q.measures, CAST(json_text(q.measures, '$.usage_trend') AS DOUBLE) AS usage_trend, n.hindsight,
  d.known_on <= d.night AS was_known,
  t.customer_id IS NOT NULL AS was_touched
FROM newest w
JOIN dated d
  ON d.horizon = w.horizon AND d.customer_id = w.customer_id AND d.kind = w.kind AND d.due_on = w.due_on AND d.night = w.night
JOIN marts.health_nights n ON n.customer_id = w.customer_id AND n.as_of = w.night
LEFT JOIN raw.quarterdeck_health q ON q.customer_id = w.customer_id AND q.as_of = w.night AND q.run_id = n.run_id
LEFT JOIN touched t
  ON t.horizon = w.horizon AND t.customer_id = w.customer_id AND t.kind = w.kind AND t.due_on = w.due_on
