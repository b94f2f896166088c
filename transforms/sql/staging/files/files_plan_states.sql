-- grain: one row per subscription given as a plan and day its terms were set
-- key: source, subscription_id, valid_from
-- meaning: the terms from that day on. A change keeps what it does not name; one that
--   names a discount replaces the discount before it whole. amount is what an
--   interval costs without tax, months how long it is (null: it does not recur).
--   discount_duration is once, limited or forever; discount_until, exclusive, is the
--   end of the discount as far as the settings let it count, null = without end.
WITH given AS (
  SELECT
    p._source AS source, p.subscription_id, day_of(p.started_at) AS valid_from, DATE '1900-01-01' AS given_on, p.product, p.unit_amount,
    p.quantity, word_of(p.billing_interval) AS billing_interval, p.billing_interval_count, p.discount_percent, p.discount_amount,
    p.discount_end, word_of(p.discount_duration) AS discount_duration, p.renewal_date, p.seats, TRUE AS sets_discount
  FROM raw.files_subscriptions p
  CROSS JOIN core.settings s
  WHERE p.started_at IS NOT NULL AND least(day_of(p.started_at), p.signed_on) <= s.as_of
  UNION ALL
  SELECT
    c._source, c.subscription_id, greatest(c.valid_from, day_of(p.started_at)), c.valid_from, c.product, c.unit_amount,
    c.quantity, word_of(c.billing_interval), c.billing_interval_count, c.discount_percent, c.discount_amount,
    c.discount_end, word_of(c.discount_duration), c.renewal_date, c.seats,
    c.discount_percent IS NOT NULL OR c.discount_amount IS NOT NULL
  FROM raw.files_subscription_changes c
  CROSS JOIN core.settings s
  JOIN raw.files_subscriptions p ON p._source = c._source AND p.subscription_id = c.subscription_id
  WHERE p.started_at IS NOT NULL AND greatest(c.valid_from, day_of(p.started_at)) <= s.as_of
),
filled AS (
  SELECT
    source, subscription_id, valid_from,
    last_value(product IGNORE NULLS) OVER so_far AS product,
    last_value(unit_amount IGNORE NULLS) OVER so_far AS unit_amount,
    coalesce(last_value(quantity IGNORE NULLS) OVER so_far, 1) AS quantity,
    coalesce(last_value(billing_interval IGNORE NULLS) OVER so_far, 'month') AS billing_interval,
    coalesce(last_value(billing_interval_count IGNORE NULLS) OVER so_far, 1) AS billing_interval_count,
    last_value(CASE WHEN sets_discount THEN valid_from END IGNORE NULLS) OVER so_far AS discount_from,
    last_value(CASE WHEN sets_discount THEN coalesce(discount_percent, 0) END IGNORE NULLS) OVER so_far AS discount_percent,
    last_value(CASE WHEN sets_discount THEN coalesce(discount_amount, 0) END IGNORE NULLS) OVER so_far AS discount_amount,
    nullif(last_value(CASE WHEN sets_discount THEN coalesce(discount_end, DATE '9999-12-31') END IGNORE NULLS) OVER so_far,
      DATE '9999-12-31') AS discount_end,
    last_value(CASE WHEN sets_discount THEN coalesce(discount_duration, CASE WHEN discount_end IS NULL THEN 'forever' ELSE 'limited' END) END
      IGNORE NULLS) OVER so_far AS discount_duration,
    last_value(renewal_date IGNORE NULLS) OVER so_far AS renewal_date,
    last_value(seats IGNORE NULLS) OVER so_far AS seats,
    row_number() OVER (PARTITION BY source, subscription_id, valid_from ORDER BY given_on DESC) AS rank
  FROM given
  WINDOW so_far AS (PARTITION BY source, subscription_id ORDER BY valid_from, given_on ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT
  f.source, f.subscription_id, f.valid_from, f.product, f.unit_amount, f.quantity, f.billing_interval, f.billing_interval_count,
  CAST(f.unit_amount AS DOUBLE) * f.quantity AS amount,
  CASE f.billing_interval WHEN 'contract' THEN contract_months(day_of(p.started_at), p.contract_end, s.day_months)
    ELSE interval_months(f.billing_interval, f.billing_interval_count, s.week_months, s.day_months) END AS months,
  f.discount_percent, f.discount_amount, f.discount_end, f.discount_duration,
  CASE
    WHEN s.discounts = 'none' OR (s.discounts = 'forever_only' AND f.discount_duration <> 'forever')
      OR (s.discounts = 'recurring_in_force' AND f.discount_duration = 'once') THEN f.discount_from
    WHEN f.discount_duration = 'once' THEN coalesce(f.discount_end, day_of(interval_end(f.discount_from, f.billing_interval, f.billing_interval_count)))
    ELSE f.discount_end
  END AS discount_until,
  coalesce(p.included_tax_percent, 0) AS included_tax_percent, f.renewal_date, f.seats
FROM filled f
CROSS JOIN core.settings s
JOIN raw.files_subscriptions p ON p._source = f.source AND p.subscription_id = f.subscription_id
WHERE f.rank = 1
