-- grain: one row per retention period, metric and rule, of all customers
-- key: span, period_start, metric, rule
-- meaning: the same data under the rules others write down, with the two numbers
--   behind each, so that a figure of another tool can be found again. is_ours is
--   the rule marts.retention uses under today's settings.
-- check: not_null(span, period_start, period_end, metric, rule, place, words, used_by, is_ours)
-- check: accepted(metric, nrr, grr, logo_churn, mrr_churn)
WITH values_of AS (
  SELECT span, period_start, metric, rule, numerator, denominator FROM metrics.comparison_money
  UNION ALL
  SELECT span, period_start, metric, rule, numerator, denominator FROM metrics.comparison_churn
)
SELECT
  w.period_start, w.period_end, w.span, v.metric, v.rule, r.place,
  ratio(v.numerator, v.denominator) AS value,
  v.numerator, v.denominator,
  r.words, r.used_by,
  v.rule = CASE s.retention_window WHEN 'summed_movements' THEN 'summed_movements' ELSE 'cohort' END AS is_ours
FROM values_of v
JOIN metrics.retention_windows w ON w.span = v.span AND w.period_start = v.period_start
JOIN metrics.comparison_rules r ON r.metric = v.metric AND r.rule = v.rule
CROSS JOIN core.settings s
