-- grain: one row per promise made in a review
-- key: commitment_id
-- check[warn]: accepted(side, us, them)
SELECT
  c.commitment_id, r.customer_id, c.review, c.side, c.text, c.owner, c.due_on, c.status, c._source AS source
FROM raw.files_commitments c
LEFT JOIN staging.customer_references r ON r.reference = c.customer_id
