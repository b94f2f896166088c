-- grain: one row per paying customer with an NPS answer in the window of the survey
-- key: as_of, customer_id
-- meaning: who speaks for us and who may leave, by the same answers: is_advocate has a
--   promoter, is_risk a detractor, and both is a list of its own. The newest answer
--   of each respondent counts.
-- check: not_null(respondents, stance)
-- check: accepted(stance, advocate, risk, both, neutral)
-- check: expression(promoters + passives + detractors = respondents)
SELECT
  s.as_of, v.customer_id, c.name, c.owner, c.mrr,
  v.respondents, v.promoters, v.passives, v.detractors,
  v.promoters > 0 AS is_advocate,
  v.detractors > 0 AS is_risk,
  CASE
    WHEN v.promoters > 0 AND v.detractors > 0 THEN 'both'
    WHEN v.promoters > 0 THEN 'advocate'
    WHEN v.detractors > 0 THEN 'risk'
    ELSE 'neutral'
  END AS stance,
  v.unanswered_detractors, v.unanswered_since, v.newest_on
FROM metrics.survey_voices v
CROSS JOIN core.settings s
JOIN marts.customers c ON c.customer_id = v.customer_id AND c.paying
