package truth

// logoMinN is the number of start customers below which a rate is a small sample.
const logoMinN = 20

// Retention is what became of the customers that paid at a period's start.
type Retention struct {
	Period
	Dimension, Segment            string
	StartCustomers, LostCustomers int
	LogoChurn                     *float64
	LogoChurnLow, LogoChurnHigh   *float64
	StartMRR                      Micros
	GRR, NRR                      *float64
	Reason                        string
}

// Retention lists complete months, complete fiscal quarters, and the twelve
// months before each complete month's end where the history reaches back so far.
func (b *Book) Retention() []Retention {
	var out []Retention
	for m := b.first; m <= b.last && b.complete(m); m++ {
		out = append(out, b.retained("month", m, m)...)
		if b.quarterStart(m)+2 == m {
			out = append(out, b.retained("quarter", m-2, m)...)
		}
		if m-12 >= b.first {
			out = append(out, b.retained("ttm", m-11, m)...)
		}
	}
	return out
}

// retained computes the rows of the months from..to for all segments.
func (b *Book) retained(span string, from, to int) []Retention {
	type sums struct {
		customers, lost   int
		start, end, least Micros
	}
	var out []Retention
	for _, dimension := range b.dimensions() {
		cells, order := map[string]*sums{}, []string{}
		cell := func(segment string) *sums {
			if cells[segment] == nil {
				cells[segment] = &sums{}
				order = append(order, segment)
			}
			return cells[segment]
		}
		if dimension == All {
			cell(All)
		}
		for _, c := range b.customers {
			start := c.levels[from-1]
			if start.mrr == 0 {
				continue
			}
			x := cell(b.segment(c, dimension, b.levelDay(from-1)))
			end := b.inReporting(c.levels[to].local, start.currency, from-1)
			x.customers++
			x.start += start.mrr
			x.end += end
			x.least += min(start.mrr, end)
			if end == 0 {
				x.lost++
			}
		}
		for _, segment := range order {
			x := cells[segment]
			r := Retention{Period: Period{monthDate(from), monthDate(to + 1), span}, Dimension: dimension, Segment: segment,
				StartCustomers: x.customers, LostCustomers: x.lost, StartMRR: x.start,
				LogoChurn: ratio(x.lost, x.customers), GRR: ratio(x.least, x.start), NRR: ratio(x.end, x.start)}
			r.LogoChurnLow, r.LogoChurnHigh = wilson(x.lost, x.customers)
			switch {
			case x.customers == 0:
				r.Reason = "no_start_customers"
			case x.customers < logoMinN:
				r.Reason = "small_sample"
			}
			out = append(out, r)
		}
	}
	return out
}
