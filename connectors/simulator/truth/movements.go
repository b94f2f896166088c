package truth

import (
	"cmp"
	"slices"
	"time"
)

// level is a customer's MRR at the end of a month (or of the as-of day).
type level struct {
	local    Micros
	currency string
	mrr      Micros // reporting currency, at the month's rate
}

func (b *Book) levels(c *Customer) map[int]level {
	out := map[int]level{}
	for m := b.first; m <= b.last; m++ {
		var l level
		for _, s := range c.on(b.levelDay(m)) {
			l.local += s.mrr
			l.currency = s.sub.Currency
		}
		if l.local > 0 {
			l.mrr = b.inReporting(l.local, l.currency, m)
			out[m] = l
		}
	}
	return out
}

// MRRMonthly is one customer's MRR at a month's level day.
type MRRMonthly struct {
	Month      time.Time
	CustomerID string
	MRR        Micros
	Paying     bool
}

// MRRMonthly lists every customer's MRR month by month, where it is not 0.
func (b *Book) MRRMonthly() []MRRMonthly {
	var out []MRRMonthly
	for m := b.first; m <= b.last; m++ {
		for _, c := range b.customers {
			if l := c.levels[m]; l.mrr > 0 {
				out = append(out, MRRMonthly{monthDate(m), c.CustomerID, l.mrr, true})
			}
		}
	}
	return out
}

// Bridge is the way from a month's start MRR to its end MRR.
type Bridge struct {
	Month                                               time.Time
	Dimension, Segment                                  string
	StartMRR, Opening, New, Reactivation                Micros
	Expansion, Contraction, Churn, FX                   Micros
	TransferIn, TransferOut, EndMRR                     Micros
	StartCustomers, OpeningCustomers, NewCustomers      int
	ReactivatedCustomers, ChurnedCustomers              int
	TransferredInCustomers, TransferredOutCustomers     int
	ExpandedCustomers, ContractedCustomers, FXCustomers int
	EndCustomers                                        int
}

// Movement is one kind of change of MRR in a month and segment.
type Movement struct {
	Month                        time.Time
	Dimension, Segment, Movement string
	Amount                       Micros
	Customers                    int
}

type bridgeKey struct {
	month              int
	dimension, segment string
}

// Bridge lists the bridges of all months, dimensions and segments.
func (b *Book) Bridge() []Bridge {
	rows := map[bridgeKey]*Bridge{}
	at := func(m int, dimension, segment string) *Bridge {
		k := bridgeKey{m, dimension, segment}
		if rows[k] == nil {
			rows[k] = &Bridge{Month: monthDate(m), Dimension: dimension, Segment: segment}
		}
		return rows[k]
	}
	for m := b.first; m <= b.last; m++ {
		at(m, All, All)
		for _, c := range b.customers {
			if c.levels[m-1].mrr == 0 && c.levels[m].mrr == 0 {
				continue
			}
			for _, dimension := range b.dimensions() {
				b.book(c, m, dimension, at)
			}
		}
	}
	out := make([]Bridge, 0, len(rows))
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(x, y Bridge) int {
		return cmp.Or(x.Month.Compare(y.Month), cmp.Compare(x.Dimension, y.Dimension), cmp.Compare(x.Segment, y.Segment))
	})
	return out
}

// book enters one customer's month into a dimension's bridges.
func (b *Book) book(c *Customer, m int, dimension string, at func(int, string, string) *Bridge) {
	start, end := c.levels[m-1], c.levels[m]
	to := b.segment(c, dimension, b.levelDay(m))
	from := to
	if start.mrr > 0 {
		from = b.segment(c, dimension, b.levelDay(m-1))
		r := at(m, dimension, from)
		r.StartMRR += start.mrr
		r.StartCustomers++
	}
	if end.mrr > 0 {
		r := at(m, dimension, to)
		r.EndMRR += end.mrr
		r.EndCustomers++
	}
	switch r := at(m, dimension, to); {
	case end.mrr == 0:
		lost := at(m, dimension, from)
		lost.Churn += start.mrr
		lost.ChurnedCustomers++
	case m == b.first:
		r.Opening += end.mrr
		r.OpeningCustomers++
	case start.mrr == 0 && c.firstPaid() >= monthDay(m):
		r.New += end.mrr
		r.NewCustomers++
	case start.mrr == 0:
		r.Reactivation += end.mrr
		r.ReactivatedCustomers++
	default:
		b.bookChange(c, m, at(m, dimension, from), r)
	}
}

// bookChange enters a customer that pays at both ends.
func (b *Book) bookChange(c *Customer, m int, from, to *Bridge) {
	start, end := c.levels[m-1], c.levels[m]
	if from != to {
		from.TransferOut += start.mrr
		from.TransferredOutCustomers++
		to.TransferIn += start.mrr
		to.TransferredInCustomers++
	}
	steady := b.inReporting(end.local, end.currency, m-1)
	switch {
	case steady > start.mrr:
		to.Expansion += steady - start.mrr
		to.ExpandedCustomers++
	case steady < start.mrr:
		to.Contraction += start.mrr - steady
		to.ContractedCustomers++
	}
	if fx := end.mrr - steady; fx != 0 {
		to.FX += fx
		to.FXCustomers++
	}
}

// Movements lists the movements behind the bridges, one row each, where any
// customer moved.
func (b *Book) Movements() []Movement {
	var out []Movement
	for _, r := range b.Bridge() {
		for _, x := range []struct {
			name      string
			amount    Micros
			customers int
		}{
			{"opening", r.Opening, r.OpeningCustomers}, {"new", r.New, r.NewCustomers}, {"reactivation", r.Reactivation, r.ReactivatedCustomers},
			{"expansion", r.Expansion, r.ExpandedCustomers}, {"contraction", r.Contraction, r.ContractedCustomers},
			{"churn", r.Churn, r.ChurnedCustomers}, {"fx", r.FX, r.FXCustomers},
			{"transfer_in", r.TransferIn, r.TransferredInCustomers}, {"transfer_out", r.TransferOut, r.TransferredOutCustomers},
		} {
			if x.customers > 0 {
				out = append(out, Movement{r.Month, r.Dimension, r.Segment, x.name, x.amount, x.customers})
			}
		}
	}
	return out
}
