-- severity: warn
-- source: all
-- meaning: columns of the newest load that are empty far more often than in the stream's loads before it; a field may have been renamed or hidden at the source
-- total: core.load_nulls
WITH shares AS (
  SELECT n.source, n.stream, n.column_name, h.place, h.is_full, ratio(n.nulls, h.rows) AS share
  FROM core.load_nulls n
  JOIN core.load_history h ON h.source = n.source AND h.stream = n.stream AND h.place = n.place
  WHERE h.rows >= 50
),
newest AS (
  SELECT source, stream, column_name, is_full, share FROM shares WHERE place = 1
),
usual AS (
  SELECT n.source, n.stream, n.column_name, avg(s.share) AS share, max(s.share) AS highest
  FROM newest n
  JOIN shares s
    ON s.source = n.source AND s.stream = n.stream AND s.column_name = n.column_name
    AND s.is_full = n.is_full AND s.place > 1
  GROUP BY n.source, n.stream, n.column_name
  HAVING count(*) >= 3
)
SELECT
  n.source || '.' || n.stream || '.' || n.column_name AS key,
  CAST(CAST(round(100 * n.share) AS BIGINT) AS VARCHAR) || ' % empty, usually '
    || CAST(CAST(round(100 * u.share) AS BIGINT) AS VARCHAR) || ' %' AS detail
FROM newest n
JOIN usual u ON u.source = n.source AND u.stream = n.stream AND u.column_name = n.column_name
WHERE n.share > u.share + 0.25 AND n.share > u.highest + 0.1
