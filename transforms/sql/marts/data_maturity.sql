-- grain: one row per segment, area and source of it, as of the as-of day
-- key: as_of, dimension, segment, area, source
-- meaning: of how many paying customers, and of how much MRR, there is data. source
--   'all' is any source of the area, area 'all' every one of the five: the accounts
--   with the full view. newest and last_loaded_at say how new what there is is.
-- check: not_null(as_of, dimension, segment, area, source, customers, known, with_data, fresh)
-- check: accepted(area, crm, billing, helpdesk, survey, usage, all)
-- check: expression(fresh <= with_data AND with_data <= known AND known <= customers)
-- check: expression(share IS NULL OR share BETWEEN 0 AND 1)
-- check: expression(mrr_share IS NULL OR mrr_share BETWEEN 0 AND 1)
WITH summed AS (
  SELECT
    g.dimension, g.segment, l.area, l.source,
    count(*) AS customers, sum_int(l.is_known) AS known, sum_int(l.has_data) AS with_data, sum_int(l.is_fresh) AS fresh,
    money(sum(l.mrr)) AS mrr,
    money(sum(l.mrr * l.has_data)) AS with_data_mrr,
    money(sum(l.mrr * l.is_fresh)) AS fresh_mrr,
    max(l.newest) AS newest
  FROM metrics.coverage_levels l
  CROSS JOIN core.settings s
  JOIN metrics.segment_spans g
    ON g.customer_id = l.customer_id AND g.valid_from <= s.as_of AND (g.valid_to IS NULL OR g.valid_to > s.as_of)
  GROUP BY g.dimension, g.segment, l.area, l.source
),
loaded AS (
  SELECT area, source, last_loaded_at, is_stale FROM metrics.source_areas
  UNION ALL
  SELECT area, 'all', min(last_loaded_at), max(CASE WHEN is_stale THEN 1 ELSE 0 END) = 1 FROM metrics.source_areas GROUP BY area
)
SELECT
  s.as_of, v.dimension, v.segment, v.area, v.source,
  v.customers, v.known, v.with_data, v.fresh, v.mrr, v.with_data_mrr, v.fresh_mrr,
  ratio(v.with_data, v.customers) AS share,
  ratio(v.with_data_mrr, v.mrr) AS mrr_share,
  ratio(v.fresh, v.customers) AS fresh_share,
  v.newest, l.last_loaded_at, l.is_stale,
  CASE WHEN l.area IS NULL AND v.area <> 'all' THEN 'no_source' END AS reason
FROM summed v
CROSS JOIN core.settings s
LEFT JOIN loaded l ON l.area = v.area AND l.source = v.source
