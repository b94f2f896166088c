-- grain: one row per twelve months and segment
-- key: span, period_start, dimension, segment
-- meaning: a rough lifetime value: ARPA at the end x gross margin / monthly logo
--   churn, the churn being the customers lost in the twelve months over the sum of
--   the months' start customers. Null where too few customers or no churn would make
--   it fiction. clv_capped counts at most clv_cap_months; clv_discounted weighs
--   later months less. clv_by_mrr_churn divides by net MRR churn, null unless that
--   is a loss. basis revenue: no gross margin is configured.
-- check: not_null(span, period_start, period_end, dimension, segment, customers, customer_months, lost_customers)
-- check: expression(clv IS NULL OR clv_capped <= clv * 1.000000001)
-- check: expression((clv IS NULL AND reason IS NOT NULL) OR clv >= 0)
WITH months AS (
  SELECT
    w.period_start, w.period_end, w.span, w.end_month, r.dimension, r.segment,
    sum_int(r.start_customers) AS customer_months,
    sum_int(r.lost_customers) AS lost_customers,
    ratio(sum(r.lost_customers), sum(r.start_customers)) AS monthly_churn,
    ratio(sum(r.start_mrr) - sum(r.end_mrr), sum(r.start_mrr)) AS net_mrr_churn
  FROM marts.retention r
  JOIN metrics.retention_months m ON m.month = r.period_start AND m.span = 'ttm'
  JOIN metrics.retention_windows w ON w.span = m.span AND w.period_start = m.period_start
  WHERE r.span = 'month'
  GROUP BY w.period_start, w.period_end, w.span, w.end_month, r.dimension, r.segment
),
inputs AS (
  SELECT
    m.period_start, m.period_end, m.span, m.dimension, m.segment,
    b.end_customers AS customers,
    m.customer_months, m.lost_customers, m.monthly_churn, m.net_mrr_churn,
    b.arpa,
    b.arpa * s.gross_margin AS margin,
    CASE WHEN m.monthly_churn = 0 AND s.clv_zero_churn = 'five_years' THEN 0.0167 ELSE nullif(m.monthly_churn, 0) END AS churn,
    s.gross_margin, s.clv_cap_months, s.clv_discount,
    CASE
      WHEN m.customer_months = 0 OR b.arpa IS NULL THEN 'no_customers'
      WHEN m.customer_months < 12 * s.logo_min_n THEN 'small_sample'
      WHEN m.monthly_churn = 0 AND s.clv_zero_churn = 'null' THEN 'no_churn'
      WHEN m.monthly_churn = 0 THEN 'assumed_churn'
    END AS reason
  FROM months m
  CROSS JOIN core.settings s
  JOIN marts.mrr_bridge b ON b.month = m.end_month AND b.dimension = m.dimension AND b.segment = m.segment
),
enough AS (
  SELECT *, CASE WHEN reason IN ('no_customers', 'small_sample') THEN NULL ELSE margin END AS shown_margin FROM inputs
)
SELECT
  period_start, period_end, span, dimension, segment,
  customers, customer_months, lost_customers, monthly_churn, net_mrr_churn, arpa, gross_margin,
  CASE WHEN gross_margin = 1 THEN 'revenue' ELSE 'gross_margin' END AS basis,
  shown_margin / churn AS clv,
  shown_margin * CASE WHEN churn * clv_cap_months > 1 THEN 1 / churn ELSE clv_cap_months END AS clv_capped,
  shown_margin * (1 + clv_discount) / (clv_discount + churn) AS clv_discounted,
  CASE WHEN net_mrr_churn > 0 THEN shown_margin / net_mrr_churn END AS clv_by_mrr_churn,
  CASE WHEN net_mrr_churn <= 0 THEN 'no_net_loss' END AS clv_by_mrr_churn_reason,
  reason
FROM enough
