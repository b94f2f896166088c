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
SELECT customer_id, period_start >= ?, promoters, passives, detractors
FROM marts.customer_nps
WHERE customer_id IN `+idList+` AND span = 'quarter' AND relationship AND period_start >= ? AND period_start < ?
ORDER BY customer_id, period_start`, b.scanNPS(), p.Start, b.ids, p.Previous().Start, p.End)
	if err != nil {
		return err
	}
	for _, q := range b.byID {
		b.scoreNPS(q)
	}
	return b.each(ctx, `
SELECT customer_id, kind, responded_on >= ?, count(*), count(*) FILTER (WHERE category IN ('satisfied', 'easy')), avg(score), max(scale_max)
FROM marts.customer_voice
WHERE customer_id IN `+idList+` AND kind IN ('csat', 'ces') AND NOT relationship AND responded_on >= ? AND responded_on < ?
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3 DESC`, b.scanTicketVoice(), p.Start, b.ids, p.Previous().Start, p.End)
}

// scanTicketVoice takes the answers about tickets of the quarter, and after them of
// the one before the score they are compared with. Without answers in the quarter
// there is nothing to compare.
func (b *batch) scanTicketVoice() func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var id, kind string
		var current bool
		var mean, scale Number
		s := &Survey{}
		if err := rows.Scan(&id, &kind, &current, figure{&s.Responses}, figure{&s.Promoters}, figure{&mean}, figure{&scale}); err != nil {
			return err
		}
		s.Shown = s.Responses.V >= npsShownFrom
		of, at := b.frame.period, &b.byID[id].CSAT
		if !current {
			of = of.Previous()
		}
		if kind == "ces" {
			at, s.Score, s.ScaleMax = &b.byID[id].CES, mean, scale
			if !scale.OK() {
				s.ScaleMax = Num(7)
			}
		}
		b.citeTicketVoice(id, kind, s, of)
		switch {
		case current:
			*at = s
		case *at != nil && s.Shown:
			(*at).Previous = s.Score
		}
		return nil
	}
}

// scanNPS keeps the answers by class of the quarter, and of the one before,
// which the review is compared with.
func (b *batch) scanNPS() func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var id string
		var current bool
		var n [3]int
		if err := rows.Scan(&id, &current, &n[0], &n[1], &n[2]); err != nil {
			return err
		}
		if current {
			b.history[id].nps = n
		} else {
			b.history[id].npsBefore = n
		}
		return nil
	}
}

func (b *batch) scoreNPS(q *QBR) {
	h := b.history[q.Customer.ID]
	now := newNPS(h.nps[0], h.nps[1], h.nps[2])
	if now.Responses.V == 0 {
		return
	}
	b.citeNPS(q.Customer.ID, now, b.frame.period)
	if before := newNPS(h.npsBefore[0], h.npsBefore[1], h.npsBefore[2]); before.Shown {
		b.citeNPS(q.Customer.ID, before, b.frame.period.Previous())
		now.Previous = before.Score
	}
	q.NPS = now
}
