package transforms

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
)

// randomPortfolio is a portfolio nobody wrote: customers with gaps, overlaps,
// price changes, two currencies and changing plans over fourteen months. The
// same seed gives the same one.
type randomPortfolio struct {
	first, asOf time.Time
	periods     []randomPeriod
	plans       []randomPlan
	eurCents    []int64 // the rate of each month, in cents
}

type randomPeriod struct {
	id, customer, currency string
	start, end             time.Time // end zero: open
	mrr                    int64
}

type randomPlan struct {
	customer, plan string
	from           time.Time
}

func newRandomPortfolio(source int64) *randomPortfolio {
	r := rand.New(rand.NewSource(source))
	p := &randomPortfolio{
		first: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC),
		asOf:  time.Date(2026, 2, 1+r.Intn(28), 0, 0, 0, 0, time.UTC),
	}
	for range 14 {
		p.eurCents = append(p.eurCents, 90+int64(r.Intn(40)))
	}
	for c := range 25 {
		p.addCustomer(r, fmt.Sprintf("c%02d", c))
	}
	// Somebody pays at the end of the first month, so that it is the first month.
	p.periods = append(p.periods, randomPeriod{id: "c00.first", customer: "c00", currency: "USD", start: p.first, mrr: 10, end: p.first.AddDate(0, 2, 0)})
	return p
}

func (p *randomPortfolio) addCustomer(r *rand.Rand, name string) {
	p.plans = append(p.plans, randomPlan{name, fmt.Sprintf("plan%d", r.Intn(3)), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)})
	if r.Intn(2) == 0 {
		p.plans = append(p.plans, randomPlan{name, fmt.Sprintf("plan%d", r.Intn(3)), p.first.AddDate(0, 0, r.Intn(400))})
	}
	currency := []string{"USD", "USD", "EUR"}[r.Intn(3)]
	for i := range 1 + r.Intn(4) {
		if r.Intn(8) == 0 {
			currency = "EUR"
		}
		start := p.first.AddDate(0, 0, r.Intn(400))
		period := randomPeriod{id: fmt.Sprintf("%s.%d", name, i), customer: name, currency: currency, start: start, mrr: int64(r.Intn(12)) * 100}
		if r.Intn(4) > 0 {
			period.end = start.AddDate(0, 0, 1+r.Intn(200))
		}
		p.periods = append(p.periods, period)
	}
}

// months lists the level day of each month.
func (p *randomPortfolio) levelDays() []time.Time {
	var days []time.Time
	for m := p.first; !m.After(p.asOf); m = m.AddDate(0, 1, 0) {
		last := m.AddDate(0, 1, -1)
		if last.After(p.asOf) {
			last = p.asOf
		}
		days = append(days, last)
	}
	return days
}

// seed writes the portfolio as tables, with all prices times scale and the rows
// in the order the shuffle makes.
func (p *randomPortfolio) seed(t *testing.T, scale int64, shuffle func(n int, swap func(i, j int))) seed {
	t.Helper()
	var periods, segments, rates []string
	for _, x := range p.periods {
		end := "-"
		if !x.end.IsZero() {
			end = x.end.Format(time.DateOnly)
		}
		periods = append(periods, fmt.Sprintf("%s %s %s %s %d %s paid", x.id, x.customer, x.start.Format(time.DateOnly), end, x.mrr*scale, x.currency))
	}
	for i, x := range p.plans {
		to := "-"
		if i+1 < len(p.plans) && p.plans[i+1].customer == x.customer {
			to = p.plans[i+1].from.Format(time.DateOnly)
		}
		segments = append(segments, fmt.Sprintf("%s plan %s %s %s", x.customer, x.plan, x.from.Format(time.DateOnly), to))
	}
	for i := range p.levelDays() {
		month := p.first.AddDate(0, i, 0).Format(time.DateOnly)
		rates = append(rates, "USD "+month+" 1", fmt.Sprintf("EUR %s %d.%02d", month, p.eurCents[i]/100, p.eurCents[i]%100))
	}
	for _, rows := range [][]string{periods, segments, rates} {
		shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
	first, asOf := p.first.Format(time.DateOnly), p.asOf.Format(time.DateOnly)
	return seed{asOf: asOf,
		settings: func(s *Settings) {
			s.Segments = []Segment{{Name: "plan"}, {Name: "size", Bands: []Band{{"small", 0}, {"mid", float64(300 * scale)}, {"large", float64(900 * scale)}}}}
		},
		tables: map[string]string{
			"core.months":               monthsTable(t, first, asOf),
			"core.exchange_rates":       "currency month rate\n" + strings.Join(rates, "\n"),
			"core.segments":             "customer_id dimension segment valid_from valid_to\n" + strings.Join(segments, "\n"),
			"core.subscription_periods": "subscription_id customer_id start_date end_date mrr currency kind\n" + strings.Join(periods, "\n"),
		}}
}

func inOrder(int, func(i, j int)) {}
