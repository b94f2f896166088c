-- grain: one row per health band
-- key: band
-- meaning: the chance of renewal: the settings' (prior) as long as nothing has been
--   seen, moved by what became of the renewals forecast in that band, as if the
--   prior had been seen four times. Grey has the prior of yellow.
WITH bands AS (
  SELECT 'green' AS band, renew_green AS prior FROM core.settings
  UNION ALL
  SELECT 'yellow', renew_yellow FROM core.settings
  UNION ALL
  SELECT 'red', renew_red FROM core.settings
  UNION ALL
  SELECT 'grey', renew_yellow FROM core.settings
),
seen AS (
  SELECT
    forecast_band AS band, count(*) AS decided,
    sum_int(CASE WHEN outcome = 'renewed' THEN 1 ELSE 0 END) AS renewed
  FROM metrics.renewal_outcomes
  WHERE outcome <> 'open' AND forecast_band IS NOT NULL
  GROUP BY forecast_band
)
SELECT
  b.band, b.prior,
  coalesce(n.decided, 0) AS decided,
  coalesce(n.renewed, 0) AS renewed,
  (coalesce(n.renewed, 0) + 4 * b.prior) / (coalesce(n.decided, 0) + 4) AS chance
FROM bands b
LEFT JOIN seen n ON n.band = b.band
