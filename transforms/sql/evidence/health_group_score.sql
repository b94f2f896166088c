-- adds: ratio(sum(part), sum(base))
-- meaning: one row per account of the group that pays; base is its MRR where it is
--   scored, part the score times it. A group that is not scored has no parts.
SELECT
  h.customer_id, 'customer' AS record, c.source, h.customer_id AS record_id, h.as_of AS day,
  c.name || coalesce(', score ' || CAST(round(h.score, 1) AS VARCHAR), ', not scored') AS detail,
  CASE WHEN p.score IS NOT NULL THEN h.score * c.mrr END AS part,
  CASE WHEN p.score IS NOT NULL AND h.score IS NOT NULL THEN c.mrr END AS base
FROM metrics.figure f
JOIN marts.health_parents p ON p.as_of = f.period_start AND p.parent_id = f.segment
JOIN metrics.top_parents t ON t.parent_id = p.parent_id
JOIN marts.health h ON h.as_of = p.as_of AND h.customer_id = t.customer_id
JOIN marts.customers c ON c.customer_id = h.customer_id
