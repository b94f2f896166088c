-- grain: one row per customer paying at the as-of day
-- key: customer_id
-- meaning: the level of the band after hysteresis, before gates: from the band the
--   night before published it moves only as far as the score passes a limit by the
--   margin, or as far as the plain band has been for the nights set, tonight included.
--   A night with a gate, or a grey one, leaves nothing to hold on to.
WITH tonight AS (
  SELECT
    h.customer_id, h.ungated_score AS score, s.health_green AS green, s.health_yellow AS yellow, s.hysteresis_margin AS margin,
    band_level(band_of(h.ungated_score, s.health_green, s.health_yellow)) AS plain,
    CASE WHEN m.gate IS NULL THEN band_level(m.band) END AS before,
    -- Between which levels the plain bands lie, where there are nights enough.
    CASE WHEN s.hysteresis_nights > 0 AND coalesce(m.nights, 0) >= s.hysteresis_nights - 1 THEN TRUE ELSE FALSE END AS may_stay,
    m.lowest, m.highest
  FROM metrics.health_scores h
  JOIN core.settings s ON s.as_of = h.day
  LEFT JOIN metrics.health_memory m ON m.customer_id = h.customer_id
  WHERE h.score IS NOT NULL
),
moves AS (
  SELECT
    t.*,
    CASE
      WHEN plain < before AND before = 3 AND score > green - margin THEN 3
      WHEN plain < before AND score > yellow - margin THEN 2
      WHEN plain < before THEN 1
      WHEN plain > before AND score >= green + margin THEN 3
      WHEN plain > before AND score >= yellow + margin THEN 2
      ELSE before
    END AS by_margin,
    CASE
      WHEN may_stay AND plain < before AND coalesce(highest, plain) < before THEN greatest(plain, coalesce(highest, plain))
      WHEN may_stay AND plain > before AND coalesce(lowest, plain) > before THEN least(plain, coalesce(lowest, plain))
      ELSE before
    END AS by_nights
  FROM tonight t
)
SELECT
  customer_id, plain, before,
  CASE
    WHEN before IS NULL THEN plain
    WHEN plain < before THEN least(by_margin, by_nights)
    ELSE greatest(by_margin, by_nights)
  END AS level
FROM moves
