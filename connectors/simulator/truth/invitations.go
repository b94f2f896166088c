package truth

// ResponseRate counts who was asked for a ticket rating in a period and segment,
// and who gave one by the as-of day.
type ResponseRate struct {
	Period
	Dimension, Segment    string
	Invitations, Answered int
	Rate                  *float64
}

// ResponseRates lists the months, fiscal quarters and the trailing window in which
// anybody was asked.
func (b *Book) ResponseRates() []ResponseRate {
	var out []ResponseRate
	for _, w := range b.windows(b.firstFact(), trailingDays) {
		for _, dimension := range b.dimensions() {
			out = append(out, b.responseRates(w, dimension)...)
		}
	}
	return out
}

func (b *Book) responseRates(w window, dimension string) []ResponseRate {
	rows, order := map[string]*ResponseRate{}, []string{}
	for _, t := range b.tickets() {
		if t.Rating == nil || !b.known(t.Rating.Offered) {
			continue
		}
		if day := b.day(t.Rating.Offered); day < w.from || day > w.last {
			continue
		}
		segment := b.segment(b.of[t.Account], dimension, w.last)
		row := rows[segment]
		if row == nil {
			row = &ResponseRate{Period: w.period(), Dimension: dimension, Segment: segment}
			rows[segment], order = row, append(order, segment)
		}
		row.Invitations++
		if b.known(t.Rating.Answered) {
			row.Answered++
		}
	}
	var out []ResponseRate
	for _, segment := range order {
		row := rows[segment]
		row.Rate = ratio(row.Answered, row.Invitations)
		out = append(out, *row)
	}
	return out
}
