-- grain: one row per customer whose health a night shortly before this one recorded
-- key: customer_id
-- meaning: what the newest of those nights published, and between which levels the
--   plain bands of the nights lie that the rule of hysteresis looks back to. A night
--   more than 8 days back is forgotten. Only earlier days count, so that the same
--   night computed again gets the same bands, and only nights by tonight's definition.
WITH nights AS (
  SELECT
    h.customer_id, h.as_of, h.band, h.gate, h.band_since, band_level(h.plain_band) AS plain_level,
    row_number() OVER (PARTITION BY h.customer_id ORDER BY h.as_of DESC) AS place,
    s.as_of AS tonight, s.hysteresis_nights
  FROM metrics.comparable_nights h
  CROSS JOIN core.settings s
  WHERE h.as_of >= add_days(s.as_of, -8 * greatest(s.hysteresis_nights, 1))
)
SELECT
  customer_id,
  max(CASE WHEN place = 1 THEN as_of END) AS as_of,
  max(CASE WHEN place = 1 THEN band END) AS band,
  max(CASE WHEN place = 1 THEN gate END) AS gate,
  max(CASE WHEN place = 1 THEN band_since END) AS band_since,
  count(CASE WHEN place < hysteresis_nights THEN plain_level END) AS nights,
  min(CASE WHEN place < hysteresis_nights THEN plain_level END) AS lowest,
  max(CASE WHEN place < hysteresis_nights THEN plain_level END) AS highest
FROM nights
GROUP BY customer_id
HAVING max(CASE WHEN place = 1 THEN as_of END) >= add_days(max(tonight), -8)
