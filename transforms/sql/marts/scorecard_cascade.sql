-- grain: one row per KPI, level (company, team, csm), team, owner and segment
-- key: as_of, kpi, level, team, owner, dimension, segment
-- meaning: the scorecard by whose customers they are. Where a KPI adds up, numerator
--   and denominator of teams are those of the company, of CSMs those of their team, and
--   of segments those of whoever they split, exactly; value is their quotient, or the
--   numerator alone. Scored against the company's target where the value is a rate.
--   A KPI that does not add up, such as a median, has the company's row only.
-- check: not_null(as_of, kpi, level, team, owner, dimension, segment, adds_up)
-- check: accepted(level, company, team, csm)
WITH every AS (
  SELECT kpi, level, team, owner, dimension, segment, customers, numerator, denominator, TRUE AS adds_up
  FROM metrics.cascade_sums
  UNION ALL
  SELECT kpi, 'company', 'all', 'all', 'all', 'all', CAST(NULL AS BIGINT), NULL, NULL, FALSE
  FROM marts.scorecard
  WHERE kpi NOT IN (SELECT kpi FROM metrics.cascade_sums)
),
valued AS (
  SELECT
    e.*, k.as_of, k.perspective, k.trusted, k.unit, k.direction, k.floor, k.target, k.target_to, k.ceiling, k.green, k.yellow,
    d.area = 'voice' AND e.denominator < s.nps_min_n AS is_few,
    s.scorecard_cap AS cap,
    CASE
      WHEN NOT e.adds_up THEN k.actual
      WHEN k.actual IS NULL THEN NULL
      WHEN e.denominator IS NULL THEN CAST(e.numerator AS DOUBLE)
      ELSE ratio(e.numerator, e.denominator)
    END AS raw_value
  FROM every e
  JOIN marts.scorecard k ON k.kpi = e.kpi
  LEFT JOIN marts.definitions d ON d.metric = k.metric
  CROSS JOIN core.settings s
),
scored AS (
  SELECT
    v.*, CASE WHEN NOT coalesce(is_few, FALSE) THEN raw_value END AS value,
    CASE
      WHEN NOT coalesce(is_few, FALSE) AND (denominator IS NOT NULL OR level = 'company' AND dimension = 'all')
        THEN kpi_score(direction, raw_value, floor, target, target_to, ceiling, cap)
    END AS score
  FROM valued v
)
SELECT
  as_of, kpi, level, team, owner, dimension, segment, perspective, unit, customers, numerator, denominator, value, score,
  CASE
    WHEN NOT trusted OR score IS NULL THEN 'grey'
    WHEN score >= green THEN 'green'
    WHEN score >= yellow THEN 'yellow'
    ELSE 'red'
  END AS status,
  CASE WHEN raw_value IS NULL THEN 'no_value' WHEN NOT trusted THEN 'not_trusted' WHEN is_few THEN 'few_answers' WHEN value IS NULL THEN 'no_value' WHEN score IS NULL THEN 'no_target' END AS reason,
  adds_up
FROM scored
