-- grain: one row per promise made in a review
-- key: commitment_id
-- meaning: heard is what the customer had said that a promise answers, in words it may
--   read.
-- check[warn]: accepted(side, us, them)
SELECT
  c.commitment_id, r.customer_id, c.review, c.side, c.text, c.owner, c.due_on, c.status, nullif(trim(c.heard), '') AS heard, c._source AS source
FROM raw.files_commitments c
LEFT JOIN staging.customer_references r ON r.reference = c.customer_id
