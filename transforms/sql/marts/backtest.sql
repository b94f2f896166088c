-- grain: one row per horizon, kind of outcome, accounts, knowledge and predictor
-- key: as_of, horizon, kind, accounts, knowledge, predictor
-- meaning: whether what was said horizon days before told the lost (events) from the
--   kept (others). auc is the chance that a lost account stood below a kept one, 0.5 a
--   coin; low and high are its 95 % interval: DeLong's on the logit scale, or Newcombe's
--   where that has no width. precision_red is lost in red by all in red, recall_red lost
--   in red by all lost, the unscored among them. Too few of either, or a measure that
--   must have known the outcome (looks_ahead): null and the reason.
-- check: not_null(as_of, horizon, kind, accounts, knowledge, predictor, events, others)
-- check: accepted(predictor, score, usage, last_quarter, pulse)
-- check: expression(auc IS NULL OR auc BETWEEN 0 AND 1)
-- check: expression(auc IS NULL OR low BETWEEN 0 AND auc + 0.0005 AND high BETWEEN auc - 0.0005 AND 1)
-- check: expression((auc IS NULL) = (reason IS NOT NULL))
WITH scored AS (
  -- All a score is made of: measures, gates and the team's opinion.
  SELECT measure FROM core.health_measures
  UNION
  SELECT measure FROM core.health_gates
  UNION
  SELECT 'pulse' FROM core.health_pulse WHERE max_weight > 0
),
ahead AS (
  SELECT
    m.knowledge, bool_or(c.measure IS NOT NULL) AS score_ahead,
    bool_or(m.measure = 'usage_trend') AS usage_ahead, bool_or(m.measure = 'pulse') AS pulse_ahead
  FROM marts.backtest_measures m
  LEFT JOIN scored c ON c.measure = m.measure
  WHERE m.looks_ahead
  GROUP BY m.knowledge
),
judged AS (
  SELECT
    s.as_of, g.*, p.predictor, s.backtest_min_events AS least,
    coalesce(a.lost, 0) AS events, coalesce(a.kept, 0) AS others, a.area, a.variance, l.low AS flat_low, l.high AS flat_high,
    coalesce(CASE p.predictor WHEN 'score' THEN h.score_ahead WHEN 'usage' THEN h.usage_ahead WHEN 'pulse' THEN h.pulse_ahead END, FALSE) AS looks_ahead
  FROM metrics.backtest_groups g
  CROSS JOIN core.settings s
  CROSS JOIN metrics.backtest_predictors p
  LEFT JOIN metrics.backtest_areas a
    ON a.horizon = g.horizon AND a.kind = g.kind AND a.accounts = g.accounts AND a.knowledge = g.knowledge AND a.predictor = p.predictor
  LEFT JOIN ahead h ON h.knowledge = g.knowledge
  LEFT JOIN metrics.backtest_limits l
    ON l.horizon = g.horizon AND l.kind = g.kind AND l.accounts = g.accounts AND l.knowledge = g.knowledge AND l.predictor = p.predictor
),
reasoned AS (
  SELECT
    *,
    CASE
      WHEN lost + kept = 0 THEN 'no_recorded_night'
      WHEN events + others = 0 THEN 'nothing_said'
      WHEN events < least THEN 'too_few_lost'
      WHEN others < least THEN 'too_few_kept'
      WHEN looks_ahead THEN 'looks_ahead'
    END AS reason,
    ln(nullif(area, 0) / nullif(1 - area, 0)) AS logit,
    1.96 * sqrt(variance) / nullif(area * (1 - area), 0) AS reach
  FROM judged
)
SELECT
  as_of, horizon, kind, accounts, knowledge, predictor, events, others,
  CASE WHEN reason IS NULL THEN round(area, 9) END AS auc,
  CASE WHEN reason IS NULL THEN round(coalesce(flat_low, 1 / (1 + exp(reach - logit))), 9) END AS low,
  CASE WHEN reason IS NULL THEN round(coalesce(flat_high, 1 / (1 + exp(-reach - logit))), 9) END AS high,
  CASE WHEN reason IS NULL THEN round(sqrt(variance), 9) END AS standard_error,
  CASE WHEN reason IS NULL THEN CASE WHEN flat_low IS NULL THEN 'delong' ELSE 'newcombe' END END AS interval_method,
  reason,
  CASE WHEN predictor = 'score' AND reason IS NULL THEN ratio(red_lost, red) END AS precision_red,
  CASE WHEN predictor = 'score' AND reason IS NULL THEN wilson_low(red_lost, red) END AS precision_low,
  CASE WHEN predictor = 'score' AND reason IS NULL THEN wilson_high(red_lost, red) END AS precision_high,
  CASE WHEN predictor = 'score' AND reason IS NULL THEN ratio(red_lost, lost) END AS recall_red,
  CASE WHEN predictor = 'score' AND reason IS NULL THEN wilson_low(red_lost, lost) END AS recall_low,
  CASE WHEN predictor = 'score' AND reason IS NULL THEN wilson_high(red_lost, lost) END AS recall_high,
  CASE WHEN predictor = 'score' THEN red END AS red,
  lost AS lost_all,
  lost + kept - events - others AS unsaid, already_known
FROM reasoned
