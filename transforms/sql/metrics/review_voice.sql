-- grain: one row per customer and kind of question with answers in the quarter or the one before
-- key: customer_id, kind
-- meaning: scores of ten answers or more; fewer are counted, not scored. The
--   recommendation question is that of the relationship, the other two are of tickets.
WITH answers AS (
  SELECT
    n.customer_id, 'nps' AS kind, n.period_start >= q.period_start AS is_current, n.responses,
    CASE WHEN n.responses >= 10 THEN n.nps END AS score
  FROM marts.customer_nps n
  CROSS JOIN metrics.review_period q
  WHERE n.span = 'quarter' AND n.relationship AND n.period_start >= q.previous_start AND n.period_start < q.period_end
  UNION ALL
  SELECT
    v.customer_id, v.kind, v.responded_on >= q.period_start, count(*),
    CASE
      WHEN count(*) < 10 THEN NULL
      WHEN v.kind = 'csat' THEN ratio(count(CASE WHEN v.category = 'satisfied' THEN 1 END), count(*))
      ELSE avg(v.score)
    END
  FROM marts.customer_voice v
  CROSS JOIN metrics.review_period q
  WHERE v.kind IN ('csat', 'ces') AND NOT v.relationship AND v.responded_on >= q.previous_start AND v.responded_on < q.period_end
  GROUP BY v.customer_id, v.kind, v.responded_on >= q.period_start
)
SELECT
  customer_id, kind,
  sum_int(CASE WHEN is_current THEN responses ELSE 0 END) AS responses,
  max(CASE WHEN is_current THEN score END) AS score,
  max(CASE WHEN NOT is_current THEN score END) AS score_before
FROM answers
GROUP BY customer_id, kind
