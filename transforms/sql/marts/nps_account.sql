-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: NPS with one voice per account, the mean of its respondents' latest
--   answers (promoter from 9, passive from 7). mrr_nps weighs each account by its
--   MRR. population are the paying customers at the period's last day, of which
--   population_margin takes into account how many of them answered (null if more did).
-- check: not_null(span, period_start, period_end, relationship, dimension, segment, accounts, shown)
-- check: accepted(span, month, quarter, trailing)
-- check: expression(promoters + passives + detractors = accounts)
-- check: expression(mrr_nps IS NULL OR mrr_nps BETWEEN -100 AND 100)
SELECT
  n.period_start, n.period_end, n.span, n.relationship, n.dimension, n.segment,
  n.voices AS accounts, n.promoters, n.passives, n.detractors, n.score AS nps, n.margin, n.low, n.high, n.half_width, n.shown, n.reason,
  n.previous_score AS previous_nps, n.change, n.change_margin, abs(n.change) > n.change_margin AS is_significant,
  n.mrr, n.mrr_score AS mrr_nps, coalesce(p.end_customers, 0) AS population,
  CASE WHEN n.voices <= p.end_customers THEN n.margin * sqrt(coalesce(ratio(p.end_customers - n.voices, p.end_customers - 1), 0)) END AS population_margin,
  n.is_complete
FROM metrics.nps_judged n
CROSS JOIN core.settings s
LEFT JOIN marts.mrr_bridge p
  ON p.month = month_of(least(add_days(n.period_end, -1), s.as_of)) AND p.dimension = n.dimension AND p.segment = n.segment
WHERE n.mode = 'accounts' AND n.span IN ('month', 'quarter', 'trailing')
