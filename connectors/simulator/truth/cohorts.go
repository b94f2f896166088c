package truth

import (
	"cmp"
	"slices"
	"time"
)

// Cohort is one cell of the cohort table of a segment. After the last complete
// month the counts are nil.
type Cohort struct {
	CohortMonth                  time.Time
	MonthNumber                  int
	Dimension, Segment           string
	Size                         int
	Retained                     *int
	CustomerRetention            *float64
	MRR                          Micros
	RetainedMRR, KeptMRR         *Micros
	NetRetention, GrossRetention *float64
	// FirstPaid* are of the customers that paid for the first time in the month,
	// whether or not they still did at its end; only the total has them.
	FirstPaidSize     int
	FirstPaidRetained *int
}

// cohortOf is the first complete month at whose end a customer pays.
func (b *Book) cohortOf(c *Customer) (month int, ok bool) {
	for m := b.first; m <= b.last && b.complete(m); m++ {
		if c.levels[m].mrr > 0 {
			return m, true
		}
	}
	return 0, false
}

// Cohorts lists the cells of all cohorts by the segment at the end of their month.
func (b *Book) Cohorts() []Cohort {
	var out []Cohort
	for _, dimension := range b.dimensions() {
		members := map[int]map[string][]*Customer{}
		for _, c := range b.customers {
			m, ok := b.cohortOf(c)
			if !ok {
				continue
			}
			if members[m] == nil {
				members[m] = map[string][]*Customer{}
			}
			s := b.segment(c, dimension, b.levelDay(m))
			members[m][s] = append(members[m][s], c)
		}
		if dimension == All {
			b.addFirstPaid(members)
		}
		for cohort, segments := range members {
			for segment, customers := range segments {
				out = append(out, b.cohort(cohort, dimension, segment, customers)...)
			}
		}
	}
	slices.SortFunc(out, func(x, y Cohort) int {
		return cmp.Or(x.CohortMonth.Compare(y.CohortMonth), cmp.Compare(x.Dimension, y.Dimension), cmp.Compare(x.Segment, y.Segment),
			cmp.Compare(x.MonthNumber, y.MonthNumber))
	})
	return out
}

// addFirstPaid gives the total a row for months that only have short stays.
func (b *Book) addFirstPaid(members map[int]map[string][]*Customer) {
	for _, c := range b.customers {
		if m := monthOf(c.firstPaid()); c.firstPaid() != never && b.complete(m) && members[m] == nil {
			members[m] = map[string][]*Customer{All: nil}
		}
	}
}

// cohort computes one row of the table: every month from the cohort's on.
func (b *Book) cohort(month int, dimension, segment string, customers []*Customer) []Cohort {
	last := b.last
	if !b.complete(last) {
		last--
	}
	var out []Cohort
	for k := 0; k <= last-b.first; k++ {
		cell := Cohort{CohortMonth: monthDate(month), MonthNumber: k, Dimension: dimension, Segment: segment, Size: len(customers)}
		retained, net, kept := 0, Micros(0), Micros(0)
		for _, c := range customers {
			start, now := c.levels[month], c.levels[month+k]
			cell.MRR += start.mrr
			if now.mrr > 0 {
				retained++
				mrr := b.inReporting(now.local, now.currency, month)
				net, kept = net+mrr, kept+min(mrr, start.mrr)
			}
		}
		if month+k <= last {
			cell.Retained, cell.RetainedMRR, cell.KeptMRR = &retained, &net, &kept
			cell.CustomerRetention, cell.NetRetention, cell.GrossRetention = ratio(retained, cell.Size), ratio(net, cell.MRR), ratio(kept, cell.MRR)
		}
		if dimension == All {
			b.countFirstPaid(&cell, month, month+k <= last)
		}
		out = append(out, cell)
	}
	return out
}

func (b *Book) countFirstPaid(cell *Cohort, month int, observed bool) {
	retained := 0
	for _, c := range b.customers {
		if c.firstPaid() == never || monthOf(c.firstPaid()) != month {
			continue
		}
		cell.FirstPaidSize++
		if c.levels[month+cell.MonthNumber].mrr > 0 {
			retained++
		}
	}
	if observed {
		cell.FirstPaidRetained = &retained
	}
}
