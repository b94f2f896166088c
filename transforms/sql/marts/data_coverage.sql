-- grain: one row per customer, area of its life and source of that area
-- key: as_of, customer_id, area, source
-- meaning: what each source has of the account. is_known: the source knows who it is;
--   has_data: it has records of it; is_fresh: it has, the source is loaded as often as
--   it should be, and what wears off (usage, answers) is not older than the settings
--   allow. newest is the day of the newest record, null where records have none.
-- check: not_null(as_of, customer_id, area, source, is_known, has_data, is_fresh, records)
-- check: accepted(area, crm, billing, helpdesk, survey, usage)
-- check: expression(is_known OR NOT has_data)
-- check: expression(has_data OR NOT is_fresh)
-- check: expression(newest IS NULL OR newest <= as_of)
SELECT
  s.as_of, c.customer_id, a.area, a.source, c.paying,
  k.customer_id IS NOT NULL OR r.customer_id IS NOT NULL AS is_known,
  r.customer_id IS NOT NULL AS has_data,
  r.newest,
  r.customer_id IS NOT NULL AND NOT a.is_stale AND CASE a.area
    WHEN 'usage' THEN days_between(r.newest, s.as_of) <= s.fresh_usage_days
    WHEN 'survey' THEN days_between(r.newest, s.as_of) <= s.fresh_answer_days
    ELSE TRUE END AS is_fresh,
  coalesce(r.records, 0) AS records
FROM marts.customers c
CROSS JOIN core.settings s
CROSS JOIN metrics.source_areas a
LEFT JOIN metrics.known_accounts k ON k.customer_id = c.customer_id AND k.area = a.area AND k.source = a.source
LEFT JOIN metrics.account_records r ON r.customer_id = c.customer_id AND r.area = a.area AND r.source = a.source
