-- grain: one row per alert that is open tonight, closes tonight or closed lately
-- key: customer_id, rule
-- meaning: what becomes of an alert from one recorded night to the next. It opens when
--   its rule is true, and closes when the rule has been over for so many nights in a
--   row, nothing has been known of it for 30 days, the rule is gone, or the customer
--   left. A closed one cools down: it does not open again before the days are over.
--   Unknown is neither true nor over.
WITH paired AS (
  SELECT
    coalesce(c.customer_id, b.customer_id) AS customer_id,
    coalesce(c.rule, b.rule) AS rule,
    c.rule IS NOT NULL AS is_judged,
    c.is_true, c.reason, c.money, c.mrr, c.owner, c.kind,
    coalesce(b.is_open, FALSE) AS was_open,
    b.rule IS NOT NULL AS is_carried,
    b.since, b.sent_on, b.was_published, b.closed_on, b.ended,
    b.kind AS kind_before, b.reason AS reason_before, b.owner AS owner_before, b.mrr AS mrr_before, b.money AS money_before,
    CASE
      WHEN c.is_true OR NOT c.is_over THEN 0
      WHEN c.is_over THEN coalesce(b.over_nights, 0) + 1
      ELSE coalesce(b.over_nights, 0)
    END AS over_nights,
    CASE WHEN c.is_true IS NOT NULL OR c.is_over IS NOT NULL THEN s.as_of ELSE b.known_on END AS known_on,
    s.as_of
  FROM metrics.alert_conditions c
  CROSS JOIN core.settings s
  FULL JOIN metrics.alerts_before b ON b.customer_id = c.customer_id AND b.rule = c.rule
  WHERE c.is_true OR b.rule IS NOT NULL
),
judged AS (
  SELECT
    p.*, t.as_of AS tonight, l.cool_down_days,
    CASE
      WHEN NOT p.was_open THEN NULL
      WHEN NOT p.is_judged AND k.rule IS NULL THEN 'rule_removed'
      WHEN NOT p.is_judged THEN 'customer_left'
      WHEN p.over_nights >= l.close_after_nights THEN 'over'
      WHEN days_between(p.known_on, t.as_of) > 30 THEN 'unknown'
    END AS ends
  FROM paired p
  CROSS JOIN core.settings t
  CROSS JOIN core.alert_limits l
  LEFT JOIN core.alert_rules k ON k.rule = p.rule
),
placed AS (
  SELECT
    j.*,
    CASE
      WHEN j.was_open AND j.ends IS NULL THEN 'open'
      WHEN j.was_open THEN 'closed'
      WHEN j.is_carried AND j.tonight < add_days(j.closed_on, j.cool_down_days) THEN 'cooling'
      WHEN j.is_true THEN 'opens'
    END AS phase
  FROM judged j
)
SELECT
  customer_id, rule, CASE phase WHEN 'opens' THEN 'open' ELSE phase END AS phase,
  coalesce(kind, kind_before) AS kind,
  CASE phase WHEN 'opens' THEN tonight ELSE since END AS since,
  CASE WHEN is_true THEN reason ELSE coalesce(reason_before, reason) END AS reason,
  coalesce(owner, owner_before) AS owner,
  CASE WHEN is_judged THEN mrr ELSE mrr_before END AS mrr,
  CASE WHEN is_judged THEN money ELSE money_before END AS money,
  is_true, CAST(CASE phase WHEN 'opens' THEN 0 ELSE over_nights END AS BIGINT) AS over_nights, known_on,
  CASE WHEN phase <> 'opens' THEN sent_on END AS sent_on,
  CASE WHEN phase <> 'opens' THEN was_published END AS was_published,
  CASE phase WHEN 'closed' THEN tonight WHEN 'cooling' THEN closed_on END AS closed_on,
  CASE phase WHEN 'closed' THEN ends WHEN 'cooling' THEN ended END AS ended
FROM placed
WHERE phase IS NOT NULL
