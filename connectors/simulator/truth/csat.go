package truth

import "quarterdeck/connectors/simulator/world"

// CSAT counts the ticket ratings of a period and segment.
type CSAT struct {
	Period
	Dimension, Segment   string
	Responses, Satisfied int
	Score                *float64
}

// ratings lists the tickets whose rating is known.
func (b *Book) ratings() []*world.Ticket {
	var out []*world.Ticket
	for _, t := range b.tickets() {
		if t.Rating != nil && b.known(t.Rating.Answered) {
			out = append(out, t)
		}
	}
	return out
}

// CSAT lists the months, fiscal quarters and the trailing window.
func (b *Book) CSAT() []CSAT {
	var out []CSAT
	rated := b.ratings()
	for _, w := range b.windows(b.firstFact(), trailingDays) {
		for _, dimension := range b.dimensions() {
			out = append(out, b.satisfaction(w, dimension, rated)...)
		}
	}
	return out
}

func (b *Book) satisfaction(w window, dimension string, rated []*world.Ticket) []CSAT {
	rows, order := map[string]*CSAT{}, []string{}
	for _, t := range rated {
		day := b.day(t.Rating.Answered)
		if day < w.from || day > w.last {
			continue
		}
		segment := b.segment(b.of[t.Account], dimension, w.last)
		row := rows[segment]
		if row == nil {
			row = &CSAT{Period: w.period(), Dimension: dimension, Segment: segment}
			rows[segment], order = row, append(order, segment)
		}
		row.Responses++
		if t.Rating.Score == "good" {
			row.Satisfied++
		}
	}
	var out []CSAT
	for _, segment := range order {
		row := rows[segment]
		row.Score = ratio(row.Satisfied, row.Responses)
		out = append(out, *row)
	}
	return out
}
