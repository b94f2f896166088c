-- grain: one row per customer with alerts that are open
-- key: customer_id
-- meaning: how many of each kind, and the risk with the most money at stake, then the
--   oldest.
WITH open_ones AS (
  SELECT
    customer_id, kind, rule, reason, action, since, money,
    row_number() OVER (PARTITION BY customer_id, kind ORDER BY money DESC NULLS LAST, since, rule) AS place
  FROM marts.alerts
  WHERE state IN ('new', 'open', 'acknowledged', 'held')
)
SELECT
  customer_id,
  count(CASE WHEN kind = 'risk' THEN 1 END) AS risk_alerts,
  count(CASE WHEN kind = 'expansion' THEN 1 END) AS expansion_alerts,
  max(CASE WHEN kind = 'risk' AND place = 1 THEN rule END) AS top_risk,
  max(CASE WHEN kind = 'risk' AND place = 1 THEN reason END) AS top_risk_reason,
  max(CASE WHEN kind = 'risk' AND place = 1 THEN action END) AS top_risk_action,
  max(CASE WHEN kind = 'risk' AND place = 1 THEN since END) AS top_risk_since
FROM open_ones
GROUP BY customer_id
