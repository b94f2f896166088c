-- grain: one row per span, segment and period in which renewals came due
-- key: span, period_start, dimension, segment
-- meaning: renewals by their date, as decided by the as-of day. renewal_rate is
--   renewed by decided, in numbers; renewal_rate_value the renewed ARR, at most the
--   old one each, by the decided ARR. Expansion at renewal is apart. undecided is overdue
--   and in neither rate. forecast is what was expected of the decided renewals that
--   were forecast while undecided, forecast_actual what those brought, forecast_error the
--   difference by the forecast. Segments as of the month before the decision.
-- check: not_null(span, period_start, period_end, dimension, segment, due, decided)
-- check: accepted(span, month, quarter, ttm, trailing)
-- check: expression(due = decided + undecided AND decided = renewed + lost)
-- check: expression(renewal_rate IS NULL OR renewal_rate BETWEEN 0 AND 1)
-- check: expression(renewal_rate_value IS NULL OR renewal_rate_value BETWEEN 0 AND 1)
WITH placed AS (
  SELECT p.span, p.period_start, p.period_end, g.dimension, g.segment, o.*
  FROM metrics.renewal_periods p
  JOIN metrics.renewal_outcomes o ON o.customer_id = p.customer_id AND o.renewal_date = p.renewal_date
  JOIN metrics.segment_spans g
    ON g.customer_id = p.customer_id AND g.valid_from <= o.segment_day AND (g.valid_to IS NULL OR g.valid_to > o.segment_day)
),
counted AS (
  SELECT
    span, period_start, period_end, dimension, segment,
    count(*) AS due, sum(arr) AS due_arr,
    sum_int(CASE WHEN outcome <> 'open' THEN 1 ELSE 0 END) AS decided,
    sum(CASE WHEN outcome <> 'open' THEN arr ELSE 0 END) AS decided_arr,
    sum_int(CASE WHEN outcome = 'renewed' THEN 1 ELSE 0 END) AS renewed,
    sum(CASE WHEN outcome <> 'open' THEN renewed_arr ELSE 0 END) AS renewed_arr,
    sum_int(CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END) AS lost,
    sum(CASE WHEN outcome = 'lost' THEN arr ELSE 0 END) AS lost_arr,
    sum_int(CASE WHEN outcome = 'open' THEN 1 ELSE 0 END) AS undecided,
    sum(CASE WHEN outcome = 'open' THEN arr ELSE 0 END) AS undecided_arr,
    sum(CASE WHEN outcome = 'renewed' THEN expansion_arr ELSE 0 END) AS expansion_arr,
    sum_int(CASE WHEN outcome <> 'open' AND forecast IS NOT NULL THEN 1 ELSE 0 END) AS forecasts,
    sum(CASE WHEN outcome <> 'open' THEN forecast END) AS forecast,
    sum(CASE WHEN outcome <> 'open' AND forecast IS NOT NULL THEN renewed_arr END) AS forecast_actual
  FROM placed
  GROUP BY span, period_start, period_end, dimension, segment
)
SELECT
  c.span, c.period_start, c.period_end, c.period_end <= add_days(s.as_of, 1) AS is_complete, c.dimension, c.segment,
  c.due, money(c.due_arr) AS due_arr, c.decided, money(c.decided_arr) AS decided_arr,
  c.renewed, money(c.renewed_arr) AS renewed_arr, c.lost, money(c.lost_arr) AS lost_arr,
  money(c.decided_arr - c.renewed_arr - c.lost_arr) AS contraction_arr, money(c.expansion_arr) AS expansion_arr,
  c.undecided, money(c.undecided_arr) AS undecided_arr,
  ratio(c.renewed, c.decided) AS renewal_rate,
  ratio(c.renewed_arr, c.decided_arr) AS renewal_rate_value,
  CASE WHEN c.decided = 0 THEN 'nothing_decided' END AS reason,
  c.forecasts, money(c.forecast) AS forecast, money(c.forecast_actual) AS forecast_actual,
  ratio(c.forecast_actual - c.forecast, c.forecast) AS forecast_error,
  CASE WHEN c.forecasts = 0 THEN 'no_forecast_recorded' END AS forecast_reason
FROM counted c
CROSS JOIN core.settings s
