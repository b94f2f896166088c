-- grain: one row per customer whose score and whose pulse say the opposite
-- key: as_of, customer_id
-- meaning: the published band is green and the team's pulse red, or the other way
--   round. The pulse is the newest that is not too old; pulse_note is what was written
--   with it. Never for customers.
-- check: accepted(kind, score_green_pulse_red, score_red_pulse_green)
WITH pulses AS (
  SELECT
    h.as_of, h.customer_id, h.score, h.measured_score, h.band, h.pulse, h.pulse_on,
    band_of(h.pulse, s.health_green, s.health_yellow) AS pulse_band
  FROM marts.health h
  CROSS JOIN core.settings s
  WHERE h.pulse_weight > 0
),
newest_notes AS (
  SELECT customer_id, written_on, author, text, row_number() OVER (PARTITION BY customer_id, written_on ORDER BY note_id DESC) AS place
  FROM core.notes
  WHERE kind = 'pulse' AND pulse IS NOT NULL
)
SELECT
  p.as_of, p.customer_id, 'score_' || p.band || '_pulse_' || p.pulse_band AS kind,
  p.score, p.measured_score, p.band, p.pulse, p.pulse_band, p.pulse_on, n.author AS pulse_author, n.text AS pulse_note,
  c.mrr, c.owner
FROM pulses p
LEFT JOIN newest_notes n ON n.customer_id = p.customer_id AND n.written_on = p.pulse_on AND n.place = 1
LEFT JOIN marts.customers c ON c.customer_id = p.customer_id
WHERE (p.band = 'green' AND p.pulse_band = 'red') OR (p.band = 'red' AND p.pulse_band = 'green')
