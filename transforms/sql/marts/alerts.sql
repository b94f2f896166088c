-- grain: one row per alert that is open at the as-of day, closes on it or closed lately
-- key: as_of, customer_id, rule
-- meaning: who has to be told of what. new goes out tonight; held waits, because the
--   night's budget went to alerts with more money; open was told before, acknowledged
--   somebody has answered. closed closes tonight, for the cause in ended; cooling
--   closed before and does not open again yet. reason is that of the last night the
--   rule was true; money is what is at stake.
-- check: not_null(kind, since, reason, state)
-- check: accepted(kind, risk, expansion)
-- check: accepted(state, new, open, acknowledged, held, closed, cooling)
-- check: accepted(ended, over, unknown, rule_removed, customer_left)
-- check: expression(since <= as_of AND (closed_on IS NULL OR closed_on >= since))
-- check: expression((state IN ('closed', 'cooling')) = (ended IS NOT NULL))
WITH known AS (
  SELECT
    a.*, w.acknowledged_on, w.author, w.verdict, w.note,
    -- What a look back would have sent has reached nobody.
    a.sent_on IS NOT NULL AND (a.was_published OR s.looking_back) AS is_told,
    s.as_of, s.looking_back
  FROM metrics.alert_steps a
  CROSS JOIN core.settings s
  LEFT JOIN metrics.alert_answers w ON w.customer_id = a.customer_id AND w.rule = a.rule AND w.since = a.since
),
queued AS (
  SELECT
    k.*,
    phase = 'open' AND NOT is_told AND acknowledged_on IS NULL AND coalesce(is_true, FALSE) AS waits,
    row_number() OVER (
      PARTITION BY phase = 'open' AND NOT is_told AND acknowledged_on IS NULL AND coalesce(is_true, FALSE)
      ORDER BY money DESC NULLS LAST, mrr DESC NULLS LAST, customer_id, rule
    ) AS place
  FROM known k
),
stated AS (
  SELECT
    q.*,
    CASE
      WHEN q.phase <> 'open' THEN q.phase
      WHEN q.acknowledged_on IS NOT NULL THEN 'acknowledged'
      WHEN q.is_told THEN 'open'
      WHEN q.waits AND q.place <= l.daily_budget THEN 'new'
      ELSE 'held'
    END AS state
  FROM queued q
  CROSS JOIN core.alert_limits l
)
SELECT
  t.as_of, t.customer_id, t.rule, t.kind, t.since, t.reason, t.mrr, k.action, t.owner, t.state,
  t.money, t.is_true,
  CASE t.state WHEN 'new' THEN t.as_of WHEN 'held' THEN NULL ELSE t.sent_on END AS sent_on,
  CASE t.state WHEN 'new' THEN NOT t.looking_back WHEN 'held' THEN NULL ELSE t.was_published END AS was_published,
  t.acknowledged_on, t.author AS acknowledged_by, t.verdict, t.note,
  t.closed_on, t.ended, t.over_nights, t.known_on
FROM stated t
LEFT JOIN core.alert_rules k ON k.rule = t.rule
