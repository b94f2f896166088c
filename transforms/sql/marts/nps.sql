-- grain: one row per reporting period, kind of survey and segment
-- key: span, period_start, relationship, dimension, segment
-- meaning: share of promoters less share of detractors, -100 to 100. responses are
--   the voices that count, mode says which. margin is the plain 95 % one, low and
--   high the adjusted Wald interval, half_width that of the one that judges. Few
--   answers are counted but not shown; the running period is flagged by is_complete
--   and not compared. change is against the period before, of the same length.
-- check: not_null(span, period_start, period_end, relationship, dimension, segment, responses, shown)
-- check: accepted(span, month, quarter, trailing)
-- check: expression(promoters + passives + detractors = responses)
-- check: expression(nps IS NULL OR nps BETWEEN -100 AND 100)
-- check: expression(respondents <= answers)
SELECT
  period_start, period_end, span, relationship, dimension, segment,
  responses, promoters, passives, detractors, nps, margin, low, high, shown, reason, invalid, is_complete,
  mode, half_width, previous_nps, change, change_margin, abs(change) > change_margin AS is_significant,
  answers, nps_by_response, respondents, nps_by_respondent, accounts, nps_by_account
FROM metrics.nps
WHERE span IN ('month', 'quarter', 'trailing')
