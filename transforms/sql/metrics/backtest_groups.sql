-- grain: one row per group outcomes are judged in
-- key: horizon, kind, accounts, knowledge
-- meaning: how many outcomes there are with a night before them, how many of them
--   were in red or without a score, and how many were known already. Groups
--   without an outcome are there too.
WITH frame AS (
  SELECT h.horizon, k.kind, a.accounts, w.knowledge
  FROM metrics.backtest_horizons h
  CROSS JOIN (VALUES ('all'), ('renewal'), ('quarter')) AS k(kind)
  CROSS JOIN (VALUES ('all'), ('untouched')) AS a(accounts)
  CROSS JOIN (VALUES ('as_known'), ('hindsight')) AS w(knowledge)
),
counted AS (
  SELECT
    horizon, kind, accounts, knowledge,
    sum_int(CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END) AS lost,
    sum_int(CASE WHEN outcome = 'kept' THEN 1 ELSE 0 END) AS kept,
    sum_int(CASE WHEN score IS NULL THEN 1 ELSE 0 END) AS unscored,
    sum_int(CASE WHEN band = 'red' THEN 1 ELSE 0 END) AS red,
    sum_int(CASE WHEN band = 'red' AND outcome = 'lost' THEN 1 ELSE 0 END) AS red_lost
  FROM metrics.backtest_cases
  GROUP BY horizon, kind, accounts, knowledge
),
known AS (
  SELECT n.horizon, k.kind, CASE WHEN n.hindsight THEN 'hindsight' ELSE 'as_known' END AS knowledge, count(*) AS already_known
  FROM metrics.backtest_nights n
  CROSS JOIN (VALUES ('all'), ('renewal'), ('quarter')) AS k(kind)
  WHERE n.was_known AND k.kind IN ('all', n.kind)
  GROUP BY n.horizon, k.kind, n.hindsight
)
SELECT
  f.horizon, f.kind, f.accounts, f.knowledge,
  coalesce(c.lost, 0) AS lost, coalesce(c.kept, 0) AS kept, coalesce(c.unscored, 0) AS unscored,
  coalesce(c.red, 0) AS red, coalesce(c.red_lost, 0) AS red_lost, coalesce(k.already_known, 0) AS already_known
FROM frame f
LEFT JOIN counted c ON c.horizon = f.horizon AND c.kind = f.kind AND c.accounts = f.accounts AND c.knowledge = f.knowledge
LEFT JOIN known k ON k.horizon = f.horizon AND k.kind = f.kind AND k.knowledge = f.knowledge
