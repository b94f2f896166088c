-- grain: one row per horizon (60 days), knowledge and measure the nights recorded
-- key: as_of, horizon, knowledge, measure
-- meaning: how well a measure by itself told the lost from the kept, over all outcomes:
--   near 1 the kept had more of it, near 0 the lost, at 0.5 it says nothing. looks_ahead:
--   nothing honest is that good, it must have known the outcome, as what is entered
--   after the fact does; a score with it is not judged.
-- check: not_null(as_of, horizon, knowledge, measure, events, others, looks_ahead)
SELECT
  s.as_of, a.horizon, a.knowledge, substr(a.predictor, 9) AS measure, a.lost AS events, a.kept AS others,
  CASE WHEN a.lost >= s.backtest_min_events AND a.kept >= s.backtest_min_events THEN round(a.area, 9) END AS auc,
  CASE WHEN a.lost < s.backtest_min_events THEN 'too_few_lost' WHEN a.kept < s.backtest_min_events THEN 'too_few_kept' END AS reason,
  a.lost >= s.backtest_min_events AND a.kept >= s.backtest_min_events AND abs(a.area - 0.5) > 0.48 AS looks_ahead
FROM metrics.backtest_areas a
CROSS JOIN core.settings s
WHERE a.predictor LIKE 'measure %'
