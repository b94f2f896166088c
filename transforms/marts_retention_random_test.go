package transforms

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestSurvivalAndSummedLossesAgreeWithACount computes both again from each
// customer's months: Kaplan and Meier's share by their product rule, and what the
// customers of a start lost month by month.
func TestSurvivalAndSummedLossesAgreeWithACount(t *testing.T) {
	t.Parallel()
	someSeeds(t, 4, func(source int64) bool {
		p := newRandomPortfolio(source)
		s := p.seed(t, 1, inOrder)
		ours := s.settings
		s.settings = func(set *Settings) { ours(set); set.Metrics.RetentionWindow = "summed_movements" }
		db := buildFrom(t, s, "marts.cohort_curve", "marts.retention")
		got := show(t, db, `SELECT month_number, CAST(round(1000000 * survival) AS BIGINT) FROM marts.cohort_curve WHERE dimension = 'all'`)
		ok := same(t, source, got, p.survival())
		got = show(t, db, `SELECT strftime(period_start, '%Y-%m'), CAST(100 * start_mrr AS BIGINT), CAST(100 * kept_mrr AS BIGINT), lost_customers
			FROM marts.retention WHERE dimension = 'all' AND span = 'ttm'`)
		return same(t, source, got, p.summed()) && ok
	})
}

// complete is the number of months that are over.
func (p *randomPortfolio) complete() int {
	n := len(p.levelDays())
	if last := p.asOf.AddDate(0, 0, 1); last.Day() != 1 {
		n--
	}
	return n
}

// survival is the product of the shares that stayed, of who was there so long.
func (p *randomPortfolio) survival() []string {
	days, last := p.levelDays(), p.complete()-1
	atRisk, left, cells := make([]int, last+1), make([]int, last+1), 0
	for _, customer := range p.customers() {
		pays := func(month int) bool { return p.level(customer, days[month], month) > 0 }
		first := slices.IndexFunc(days[:last+1], func(day time.Time) bool { return p.level(customer, day, 0) > 0 })
		if first <= 0 { // never, or of unknown age
			continue
		}
		cells = max(cells, last-first+1)
		for age := 1; first+age <= last; age++ {
			atRisk[age]++
			if !pays(first + age) {
				left[age]++
				break
			}
		}
	}
	var out []string
	share := 1.0
	for age := range cells {
		if left[age] > 0 {
			share *= 1 - float64(left[age])/float64(atRisk[age])
		}
		out = append(out, fmt.Sprintf("%d  %.0f", age, 1e6*share))
	}
	return out
}

// summed adds up every loss of the twelve months, at most what there was, in cents
// of the rates of each month's start.
func (p *randomPortfolio) summed() []string {
	days := p.levelDays()
	var out []string
	for from := 1; from+11 < p.complete(); from++ {
		start, kept, lost := int64(0), int64(0), 0
		for _, customer := range p.customers() {
			at := p.level(customer, days[from-1], from-1)
			if at == 0 {
				continue
			}
			losses, ever := int64(0), false
			for month := from; month < from+12; month++ {
				before, after := p.level(customer, days[month-1], month-1), p.level(customer, days[month], month-1)
				losses += max(0, before-after)
				ever = ever || before > 0 && after == 0
			}
			start, kept = start+at, kept+max(0, at-losses)
			if ever {
				lost++
			}
		}
		out = append(out, fmt.Sprintf("%s  %d  %d  %d", p.first.AddDate(0, from, 0).Format("2006-01"), start, kept, lost))
	}
	return out
}
