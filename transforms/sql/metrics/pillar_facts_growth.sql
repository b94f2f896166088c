-- grain: one row per pillar of reviews, renewals and expansion, level and measured criterion
-- key: pillar, level, fact, unit
-- meaning: what the data show of business reviews, renewals and expansion, read as
--   metrics.pillar_facts_value is. A customer counts as reviewed with a written summary,
--   or a commitment that was due, in the last four months; a renewal as prepared when
--   its opportunity or a note was written 90 days to a year before it was due.
WITH reviewed AS (
  SELECT n.customer_id FROM core.notes n JOIN core.settings s ON n.written_on > add_months(s.as_of, -4) AND n.written_on <= s.as_of WHERE n.kind = 'summary'
  UNION
  SELECT c.customer_id FROM core.commitments c JOIN core.settings s ON c.due_on > add_months(s.as_of, -4) AND c.due_on <= s.as_of
),
aims AS (
  SELECT DISTINCT customer_id FROM core.goals WHERE customer_id IS NOT NULL
),
reviews AS (
  SELECT count(r.customer_id) AS customers, ratio(count(r.customer_id), count(*)) AS share, ratio(count(g.customer_id), count(*)) AS with_goal
  FROM marts.customers c
  LEFT JOIN reviewed r ON r.customer_id = c.customer_id
  LEFT JOIN aims g ON g.customer_id = c.customer_id
  WHERE c.paying
),
touches AS (
  SELECT o.customer_id, o.created_on AS day FROM core.opportunities o WHERE o.kind = 'renewal'
  UNION ALL
  SELECT n.customer_id, n.written_on FROM core.notes n
),
due AS (
  SELECT o.customer_id, o.renewal_date
  FROM metrics.renewal_outcomes o
  JOIN core.settings s ON o.renewal_date > add_months(s.as_of, -12) AND o.renewal_date <= s.as_of
),
prepared AS (
  SELECT DISTINCT d.customer_id, d.renewal_date
  FROM due d
  JOIN touches t ON t.customer_id = d.customer_id
  WHERE t.day <= add_days(d.renewal_date, -90) AND t.day > add_months(d.renewal_date, -12)
),
renewals AS (
  SELECT count(*) AS due, ratio(count(p.customer_id), count(*)) AS share
  FROM due d
  LEFT JOIN prepared p ON p.customer_id = d.customer_id AND p.renewal_date = d.renewal_date
),
expansions AS (
  SELECT
    count(*) AS moves,
    ratio(sum(CASE WHEN g.customer_id IS NOT NULL THEN m.amount END), sum(m.amount)) AS with_goal
  FROM marts.customer_movements m
  JOIN core.settings s ON m.month > add_months(month_of(s.as_of), -12)
  LEFT JOIN aims g ON g.customer_id = m.customer_id
  WHERE m.movement = 'expansion'
),
chances AS (
  SELECT count(*) AS deals FROM core.opportunities WHERE kind = 'expansion'
)
SELECT 'business_reviews' AS pillar, 1 AS level, 'customers reviewed in four months' AS fact, 'count' AS unit, CAST(customers AS DOUBLE) AS value, 1.0 AS least FROM reviews
UNION ALL SELECT 'business_reviews', 2, 'customers reviewed in four months', 'share', share, 0.5 FROM reviews
UNION ALL SELECT 'business_reviews', 3, 'customers reviewed in four months', 'share', share, 0.8 FROM reviews
UNION ALL SELECT 'business_reviews', 3, 'customers with a recorded goal', 'share', with_goal, 0.5 FROM reviews
UNION ALL SELECT 'renewals', 1, 'renewals due in a year', 'count', CAST(due AS DOUBLE), 1.0 FROM renewals
UNION ALL SELECT 'renewals', 2, 'renewals prepared 90 days ahead', 'share', share, 0.5 FROM renewals
UNION ALL SELECT 'renewals', 3, 'renewals prepared 90 days ahead', 'share', share, 0.8 FROM renewals
UNION ALL SELECT 'expansion', 1, 'expansions in a year', 'count', CAST(moves AS DOUBLE), 1.0 FROM expansions
UNION ALL SELECT 'expansion', 2, 'expansion opportunities recorded', 'count', CAST(deals AS DOUBLE), 1.0 FROM chances
UNION ALL SELECT 'expansion', 3, 'expansion MRR of customers with a recorded goal', 'share', with_goal, 0.5 FROM expansions
