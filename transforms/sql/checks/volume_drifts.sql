-- severity: warn
-- source: all
-- meaning: streams whose newest increment has less than a tenth, or more than ten times, of the rows their increments usually have
-- total: core.source_freshness
WITH usual AS (
  SELECT source, stream, quantile_cont(rows, 0.5) AS rows, count(*) AS loads
  FROM core.load_history
  WHERE place > 1 AND NOT is_full
  GROUP BY source, stream
)
SELECT
  h.source || '.' || h.stream AS key,
  CAST(h.rows AS VARCHAR) || ' rows, usually ' || CAST(CAST(u.rows AS BIGINT) AS VARCHAR) AS detail
FROM core.load_history h
JOIN usual u ON u.source = h.source AND u.stream = h.stream
WHERE h.place = 1 AND NOT h.is_full AND u.loads >= 5
  AND (h.rows * 10 < u.rows AND u.rows >= 100 OR h.rows > 10 * u.rows AND h.rows >= 1000)
