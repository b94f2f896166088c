-- grain: one row per customer whose score moved since the week before
-- key: customer_id
-- meaning: the part that moved it most in each direction; null where none did.
SELECT
  customer_id,
  max_by(measure, ROW(change, measure)) FILTER (WHERE change > 0) AS raised_by,
  max(change) FILTER (WHERE change > 0) AS raised,
  min_by(measure, ROW(change, measure)) FILTER (WHERE change < 0) AS lowered_by,
  min(change) FILTER (WHERE change < 0) AS lowered
FROM marts.health_moves
GROUP BY customer_id
HAVING max(abs(change)) > 0
