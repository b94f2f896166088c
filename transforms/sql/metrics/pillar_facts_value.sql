-- grain: one row per pillar of the first customer months and of listening, level and measured criterion
-- key: pillar, level, fact, unit
-- meaning: what the data show of onboarding, voice of the customer, customer 360,
--   advocacy and lifecycle. value is null where there is nothing to measure; a
--   criterion is met at or above least. As of the as-of day.
WITH onboarding AS (
  SELECT max(due) AS due, max(completion) AS completion
  FROM marts.onboarding_completion WHERE span = 'trailing' AND dimension = 'all'
),
first_value AS (
  SELECT max(customers) AS customers, max(share_30) AS share_30 FROM marts.time_to_value WHERE span = 'trailing' AND dimension = 'all'
),
answers AS (
  SELECT
    sum_int(CASE WHEN r.relationship THEN 1 ELSE 0 END) AS relationship,
    sum_int(CASE WHEN r.relationship AND r.kind = 'nps' AND r.responded_on > add_days(s.as_of, -s.nps_window_days) THEN 1 ELSE 0 END) AS recent_nps,
    sum_int(CASE WHEN NOT r.relationship AND r.responded_on > add_days(s.as_of, -s.nps_window_days) THEN 1 ELSE 0 END) AS transactional,
    sum_int(CASE WHEN r.relationship AND r.kind = 'nps' AND r.score >= 9 AND r.scale_max = 10 THEN 1 ELSE 0 END) AS promoters
  FROM core.survey_responses r
  JOIN core.settings s ON r.responded_on > add_months(s.as_of, -12) AND r.responded_on <= s.as_of
),
asked AS (
  SELECT ratio(sum(answered), sum(invitations - untraceable)) AS rate
  FROM marts.survey_response_rate WHERE span = 'trailing' AND dimension = 'all' AND relationship
),
views AS (
  SELECT area, share FROM marts.data_maturity WHERE dimension = 'all' AND source = 'all'
),
stages AS (
  SELECT ratio(count(c.lifecycle_stage), count(*)) AS share
  FROM marts.customers m LEFT JOIN core.customers c ON c.customer_id = m.customer_id
  WHERE m.paying
)
SELECT 'onboarding' AS pillar, 1 AS level, 'customers whose onboarding is tracked' AS fact, 'count' AS unit, CAST(greatest(coalesce(o.due, 0), coalesce(v.customers, 0)) AS DOUBLE) AS value, 1.0 AS least
FROM onboarding o CROSS JOIN first_value v
UNION ALL SELECT 'onboarding', 2, 'onboardings completed', 'share', completion, 0.6 FROM onboarding
UNION ALL SELECT 'onboarding', 3, 'onboardings completed', 'share', completion, 0.8 FROM onboarding
UNION ALL SELECT 'onboarding', 3, 'new customers with first value within 30 days', 'share', share_30, 0.5 FROM first_value
UNION ALL SELECT 'voice', 1, 'answers to a relationship survey in a year', 'count', CAST(relationship AS DOUBLE), 1.0 FROM answers
UNION ALL SELECT 'voice', 2, 'NPS answers in the survey window', 'count', CAST(a.recent_nps AS DOUBLE), CAST(s.nps_min_n AS DOUBLE) FROM answers a CROSS JOIN core.settings s
UNION ALL SELECT 'voice', 2, 'relationship invitations answered', 'share', rate, 0.2 FROM asked
UNION ALL SELECT 'voice', 3, 'answers about single events in the survey window', 'count', CAST(a.transactional AS DOUBLE), CAST(s.nps_min_n AS DOUBLE) FROM answers a CROSS JOIN core.settings s
UNION ALL SELECT 'voice', 3, 'relationship invitations answered', 'share', rate, 0.3 FROM asked
UNION ALL SELECT 'customer_360', CASE WHEN area IN ('crm', 'usage') THEN 1 WHEN area = 'survey' THEN 2 ELSE 3 END, 'customers with ' || area || ' data', 'share', share, CASE area WHEN 'survey' THEN 0.5 ELSE 0.7 END
FROM views WHERE area IN ('crm', 'usage', 'survey', 'billing', 'helpdesk')
UNION ALL SELECT 'advocacy', 1, 'promoters in a year', 'count', CAST(promoters AS DOUBLE), 1.0 FROM answers
UNION ALL SELECT 'lifecycle', 1, 'customers whose stage is known', 'share', share, 0.000001 FROM stages
UNION ALL SELECT 'lifecycle', 2, 'customers whose stage is known', 'share', share, 0.8 FROM stages
