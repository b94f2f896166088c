-- grain: one row per month and segment
-- key: month, dimension, segment
-- meaning: the way from the month's start MRR to its end MRR. In every row
--   start + opening + new + reactivation + expansion - contraction - churn + fx
--   + transfer_in - transfer_out = end, exactly; the customer counts alike, where
--   merged accounts are one less. A free plan's customer is no paying one, but
--   a customer where the settings say so (free_plan). churn_paused, churn_involuntary and churn_free are
--   parts of churn, reactivation_resumed (after a pause) of reactivation.
-- check: not_null(month, dimension, segment, start_mrr, end_mrr)
-- check: expression(start_mrr + opening + new + reactivation + expansion - contraction - churn + fx + transfer_in - transfer_out = end_mrr)
-- check: expression(start_customers + opening_customers + new_customers + reactivated_customers - churned_customers - merged_customers + transferred_in_customers - transferred_out_customers = end_customers)
WITH parts AS (
  SELECT month, dimension, segment, part, amount, customers FROM metrics.bridge_parts
  UNION ALL
  SELECT m.month, v.dimension, v.segment, 'nothing', 0, 0
  FROM metrics.month_levels m
  CROSS JOIN metrics.segment_values v
  WHERE v.has_customers
),
wide AS (
  SELECT
    month, dimension, segment,
    sum(CASE WHEN part = 'start' THEN amount ELSE 0 END) AS start_mrr,
    sum(CASE WHEN part = 'opening' THEN amount ELSE 0 END) AS opening,
    sum(CASE WHEN part = 'new' THEN amount ELSE 0 END) AS new,
    sum(CASE WHEN part = 'reactivation' THEN amount ELSE 0 END) AS reactivation,
    sum(CASE WHEN part = 'expansion' THEN amount ELSE 0 END) AS expansion,
    sum(CASE WHEN part = 'contraction' THEN amount ELSE 0 END) AS contraction,
    sum(CASE WHEN part = 'churn' THEN amount ELSE 0 END) AS churn,
    sum(CASE WHEN part = 'fx' THEN amount ELSE 0 END) AS fx,
    sum(CASE WHEN part = 'transfer_in' THEN amount ELSE 0 END) AS transfer_in,
    sum(CASE WHEN part = 'transfer_out' THEN amount ELSE 0 END) AS transfer_out,
    sum(CASE WHEN part = 'end' THEN amount ELSE 0 END) AS end_mrr,
    sum(CASE WHEN part = 'churn_pause' THEN amount ELSE 0 END) AS churn_paused,
    sum(CASE WHEN part = 'churn_involuntary' THEN amount ELSE 0 END) AS churn_involuntary,
    sum(CASE WHEN part = 'churn_free' THEN amount ELSE 0 END) AS churn_free,
    sum(CASE WHEN part = 'reactivation_resume' THEN amount ELSE 0 END) AS reactivation_resumed,
    sum(CASE WHEN part = 'start' THEN customers ELSE 0 END) AS start_customers,
    sum(CASE WHEN part = 'opening' THEN customers ELSE 0 END) AS opening_customers,
    sum(CASE WHEN part = 'new' THEN customers ELSE 0 END) AS new_customers,
    sum(CASE WHEN part = 'reactivation' THEN customers ELSE 0 END) AS reactivated_customers,
    sum(CASE WHEN part = 'churn' THEN customers ELSE 0 END) AS churned_customers,
    sum(CASE WHEN part = 'merged' THEN customers ELSE 0 END) AS merged_customers,
    sum(CASE WHEN part = 'transfer_in' THEN customers ELSE 0 END) AS transferred_in_customers,
    sum(CASE WHEN part = 'transfer_out' THEN customers ELSE 0 END) AS transferred_out_customers,
    sum(CASE WHEN part = 'end' THEN customers ELSE 0 END) AS end_customers,
    sum(CASE WHEN part = 'paying' THEN customers ELSE 0 END) AS paying_customers,
    sum(CASE WHEN part = 'in_and_out' THEN customers ELSE 0 END) AS in_and_out_customers,
    sum(CASE WHEN part = 'left_and_returned' THEN customers ELSE 0 END) AS left_and_returned_customers
  FROM parts
  GROUP BY month, dimension, segment
)
SELECT
  w.month, w.dimension, w.segment,
  CAST(w.start_mrr AS DECIMAL(18, 6)) AS start_mrr,
  CAST(w.opening AS DECIMAL(18, 6)) AS opening,
  CAST(w.new AS DECIMAL(18, 6)) AS new,
  CAST(w.reactivation AS DECIMAL(18, 6)) AS reactivation,
  CAST(w.expansion AS DECIMAL(18, 6)) AS expansion,
  CAST(w.contraction AS DECIMAL(18, 6)) AS contraction,
  CAST(w.churn AS DECIMAL(18, 6)) AS churn,
  CAST(w.fx AS DECIMAL(18, 6)) AS fx,
  CAST(w.transfer_in AS DECIMAL(18, 6)) AS transfer_in,
  CAST(w.transfer_out AS DECIMAL(18, 6)) AS transfer_out,
  CAST(w.end_mrr AS DECIMAL(18, 6)) AS end_mrr,
  CAST(w.start_customers AS BIGINT) AS start_customers,
  CAST(w.opening_customers AS BIGINT) AS opening_customers,
  CAST(w.new_customers AS BIGINT) AS new_customers,
  CAST(w.reactivated_customers AS BIGINT) AS reactivated_customers,
  CAST(w.churned_customers AS BIGINT) AS churned_customers,
  CAST(w.merged_customers AS BIGINT) AS merged_customers,
  CAST(w.transferred_in_customers AS BIGINT) AS transferred_in_customers,
  CAST(w.transferred_out_customers AS BIGINT) AS transferred_out_customers,
  CAST(w.end_customers AS BIGINT) AS end_customers,
  CAST(w.paying_customers AS BIGINT) AS paying_customers,
  CAST(w.in_and_out_customers AS BIGINT) AS in_and_out_customers,
  CAST(w.left_and_returned_customers AS BIGINT) AS left_and_returned_customers,
  -- Baremetrics leaves reactivation out of the quick ratio; most others do not.
  ratio(w.new + w.reactivation + w.expansion, w.churn + w.contraction) AS quick_ratio,
  ratio(w.new + w.expansion, w.churn + w.contraction) AS quick_ratio_without_reactivation,
  ratio(w.end_mrr, w.paying_customers) AS arpa,
  CAST(w.churn_paused AS DECIMAL(18, 6)) AS churn_paused,
  CAST(w.churn_involuntary AS DECIMAL(18, 6)) AS churn_involuntary,
  CAST(w.churn_free AS DECIMAL(18, 6)) AS churn_free,
  CAST(w.reactivation_resumed AS DECIMAL(18, 6)) AS reactivation_resumed,
  m.is_complete
FROM wide w
JOIN metrics.month_levels m ON m.month = w.month
