-- grain: one row per month, dimension and account whose MRR went from one segment to another
-- key: month, dimension, customer_id, item, origin_id
-- meaning: the transfers of marts.mrr_bridge account by account: what the account had at
--   the month's start leaves from_segment for to_segment, before anything else moves.
--   origin_id is the account the MRR stood at before: another one where it was merged
--   into customer_id or joined its group.
-- check: not_null(month, dimension, customer_id, item, origin_id, from_segment, to_segment, start_mrr)
-- check: expression(from_segment <> to_segment)
SELECT
  o.month, o.dimension, o.customer_id, o.item_id AS item, o.origin_id, o.segment AS from_segment, i.segment AS to_segment,
  CAST(o.amount AS DECIMAL(18, 6)) AS start_mrr
FROM metrics.movement_bookings o
JOIN metrics.movement_grains g ON g.grain = o.grain AND g.moves_money
JOIN metrics.movement_bookings i
  ON i.movement = 'transfer_in' AND i.month = o.month AND i.dimension = o.dimension AND i.grain = o.grain
  AND i.customer_id = o.customer_id AND i.item_id = o.item_id AND i.origin_id = o.origin_id
WHERE o.movement = 'transfer_out'
