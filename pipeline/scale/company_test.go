package scale

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"time"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// The company's history: whole months up to the as-of day.
const (
	months      = 36
	perCustomer = 2000 // usage events
)

var (
	firstDay = dayOf("2023-07-01")
	asOfDay  = dayOf("2026-06-30")
)

func dayOf(text string) int {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return int(at.Unix() / 86400)
}

func centsOf(cents int64) decimal128.Num { return decimal128.FromI64(cents * 10_000) }

// company is an invented company. The same seed and number of customers give the
// same files, and the first thousand customers are alike in companies of any size.
type company struct {
	seed      uint64
	customers []customer
}

// customer is what all tables have to agree on.
type customer struct {
	id, domain, plan, region, currency string
	start, end                         int     // days it pays, end exclusive; end < 0 while it pays
	weight                             float64 // its share of facts; the mean is about 1
	users                              int
	cents                              int64 // a month's price
}

// newCompany invents customers: a few big ones, many small ones, an eighth older
// than the history, and some twelve of a hundred that leave each year.
func newCompany(seed uint64, customers int) *company {
	c := &company{seed: seed, customers: make([]customer, customers)}
	for i := range c.customers {
		c.customers[i] = newCustomer(i, c.random("customer", i))
	}
	return c
}

func newCustomer(i int, r *rand.Rand) customer {
	one := customer{
		id: fmt.Sprintf("c%06d", i), domain: fmt.Sprintf("company%06d.example", i),
		region: pick(r, "EMEA", "AMER", "APAC", "LATAM"), currency: pick(r, "USD", "USD", "EUR", "GBP"), end: -1,
	}
	// A bounded Pareto distribution, brought to a mean of 1.
	one.weight = min(math.Pow(1-r.Float64(), -1/1.5), 60) / 2.85
	one.users = 2 + int(18*one.weight)
	one.plan, one.cents = "Starter", 9900+int64(r.IntN(40))*100
	switch {
	case one.weight > 2:
		one.plan, one.cents = "Scale", 400_000+int64(one.weight*200_000)
	case one.weight > 0.7:
		one.plan, one.cents = "Growth", 90_000+int64(r.IntN(600))*100
	}
	one.start = firstDay - r.IntN(400)
	if r.IntN(8) > 0 {
		one.start = firstDay + r.IntN(months*30)
	}
	if leaves := one.start + 30 + int(r.ExpFloat64()*3000); leaves < asOfDay {
		one.end = max(leaves, firstDay+1)
	}
	return one
}

// random draws for one thing of one table, so that tables do not depend on each other.
func (c *company) random(table string, i int) *rand.Rand {
	h := c.seed
	for _, b := range []byte(table) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	return rand.New(rand.NewPCG(h, uint64(i)))
}

// from and until bound the days of the history on which the customer pays.
func (c *customer) from() int { return max(c.start, firstDay) }

func (c *customer) until() int {
	if c.end < 0 {
		return asOfDay + 1
	}
	return c.end
}

func (c *customer) owner() string { return fmt.Sprintf("csm%02d", c.cents%40) }

// count is how many things a customer has, n being the mean over customers.
func (c *customer) count(n float64, r *rand.Rand) int {
	return int(c.weight*n + r.Float64())
}

// someDay is a day on which the customer pays.
func (c *customer) someDay(r *rand.Rand) int {
	return c.from() + r.IntN(max(c.until()-c.from(), 1))
}

func (c *customer) user(i int) string { return fmt.Sprintf("user%d@%s", i, c.domain) }

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// monthStart is the first day of the month n months after the history's first.
func monthStart(n int) int {
	first := time.Unix(int64(firstDay)*86400, 0).UTC()
	return int(first.AddDate(0, n, 0).Unix() / 86400)
}

// uuid is a random id as trackers give them.
func uuid(r *rand.Rand, text []byte) string {
	const digits = "0123456789abcdef"
	text = text[:0]
	for half := range 2 {
		bits := r.Uint64()
		for i := range 16 {
			if at := half*16 + i; at == 8 || at == 12 || at == 16 || at == 20 {
				text = append(text, '-')
			}
			text = append(text, digits[bits&15])
			bits >>= 4
		}
	}
	return string(text)
}

// write writes the files of all tables into the folder.
func (c *company) write(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for _, write := range []func(string) error{
		c.writeCustomers, c.writeAttributes, c.writePlans, c.writePeriods, c.writeInvoices, c.writeRates, c.writeOpportunities, c.writeGoals,
		c.writeTickets, c.writeAnswers, c.writeFeatures, c.writeUsage,
	} {
		if err := write(dir); err != nil {
			return err
		}
	}
	return nil
}
