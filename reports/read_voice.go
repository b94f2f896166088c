package reports

import (
	"context"
	"database/sql"
)

// readVoice fills the surveys: the latest answer of each person in the quarter
// to the recommendation question, and every answer about a ticket.
func (b *batch) readVoice(ctx context.Context) error {
	p := b.frame.period
	err := b.each(ctx, `
SELECT customer_id, responded_on >= ?, category, count(*)
FROM (
  SELECT v.customer_id, v.responded_on, v.category,
    row_number() OVER (
      PARTITION BY v.customer_id, v.responded_on >= ?, coalesce(r.respondent_id, v.response_id)
      ORDER BY v.responded_on DESC, v.response_id DESC) AS place
  FROM marts.customer_voice v
  LEFT JOIN core.survey_responses r ON r.response_id = v.response_id
  WHERE v.customer_id IN `+idList+` AND v.kind = 'nps' AND v.relationship
    AND v.responded_on >= ? AND v.responded_on < ?)
WHERE place = 1
GROUP BY ALL ORDER BY ALL`, b.scanNPS(), p.Start, p.Start, b.ids, p.Previous().Start, p.End)
	if err != nil {
		return err
	}
	for _, q := range b.byID {
		b.scoreNPS(q)
	}
	return b.each(ctx, `
SELECT customer_id, kind, count(*), count(*) FILTER (WHERE category IN ('satisfied', 'easy')), avg(score), max(scale_max)
FROM marts.customer_voice
WHERE customer_id IN `+idList+` AND kind IN ('csat', 'ces') AND responded_on >= ? AND responded_on < ?
GROUP BY customer_id, kind`, func(rows *sql.Rows) error {
		var id, kind string
		var mean, scale Number
		s := &Survey{}
		if err := rows.Scan(&id, &kind, &s.Responses, &s.Promoters, figure{&mean}, figure{&scale}); err != nil {
			return err
		}
		s.Shown = s.Responses >= npsShownFrom
		s.ScaleMax = scale.V
		if kind == "ces" {
			s.Score = mean
			if !scale.OK() {
				s.ScaleMax = 7
			}
			b.byID[id].CES = s
			return nil
		}
		s.Score = Num(float64(s.Promoters)).Over(Num(float64(s.Responses)))
		b.byID[id].CSAT = s
		return nil
	}, b.ids, p.Start, p.End)
}

// scanNPS counts answers by class into the quarter's survey, or for the quarter
// before into its Previous through a second survey kept aside.
func (b *batch) scanNPS() func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var id, category string
		var current bool
		var n int
		if err := rows.Scan(&id, &current, &category, &n); err != nil {
			return err
		}
		h := b.history[id]
		counts := &h.npsBefore
		if current {
			counts = &h.nps
		}
		switch category {
		case "promoter":
			counts[0] += n
		case "passive":
			counts[1] += n
		default:
			counts[2] += n
		}
		return nil
	}
}

func (b *batch) scoreNPS(q *QBR) {
	h := b.history[q.Customer.ID]
	now := newNPS(h.nps[0], h.nps[1], h.nps[2])
	if now.Responses == 0 {
		return
	}
	if before := newNPS(h.npsBefore[0], h.npsBefore[1], h.npsBefore[2]); before.Shown {
		now.Previous = before.Score
	}
	q.NPS = now
}
