-- grain: one row per KPI and area of sources it rests on
-- key: kpi, area
-- meaning: by the metric's definition.
SELECT t.kpi, a.area
FROM core.scorecard_targets t
JOIN marts.definitions d ON d.metric = t.metric
JOIN (VALUES ('crm'), ('billing'), ('helpdesk'), ('survey'), ('usage'), ('team')) AS a(area)
  ON strpos(', ' || d.rests_on || ',', ', ' || a.area || ',') > 0
