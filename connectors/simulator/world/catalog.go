package world

import "time"

// The plans of the plan dimension, cheapest first.
const (
	Free       = "Free"
	Starter    = "Starter"
	Growth     = "Growth"
	Enterprise = "Enterprise"
)

// Product is something on the price list.
type Product struct {
	ID, Name, Plan string
	Created        time.Time
}

// Price is one way to pay for a product.
type Price struct {
	ID       string
	Product  *Product
	Currency string
	Interval string // month, year; empty for a one-off
	Count    int
	Unit     int64 // minor units for one seat and interval
	Metered  bool
	Nickname string
	Created  time.Time
}

// Months is the length of the price's interval; 0 for a one-off.
func (p *Price) Months() int {
	switch p.Interval {
	case "year":
		return 12 * p.Count
	case "month":
		return p.Count
	default:
		return 0
	}
}

// Coupon is a price reduction: either PercentOff or AmountOff.
type Coupon struct {
	ID, Name   string
	PercentOff int
	AmountOff  int64
	Currency   string
	Duration   string // forever, repeating, once
	Months     int    // of a repeating one
	Created    time.Time
}

// Catalog is the vendor's price list.
type Catalog struct {
	Products []*Product
	Prices   []*Price
	Coupons  []*Coupon
}

type rate struct {
	plan      string
	usd, eur  int64 // a seat's month
	quarterly bool
}

func newCatalog(seed uint64, opened time.Time) Catalog {
	d := newDice(seed, aboutTokens, 1)
	var c Catalog
	for _, r := range []rate{{Free, 0, 0, false}, {Starter, 4500, 4200, false}, {Growth, 8500, 7900, true}, {Enterprise, 14000, 12900, true}} {
		p := &Product{ID: d.token("prod_", 14), Name: "Northwind " + r.plan, Plan: r.plan, Created: opened}
		c.Products = append(c.Products, p)
		for _, m := range []struct {
			currency string
			unit     int64
		}{{"usd", r.usd}, {"eur", r.eur}} {
			c.price(d, p, m.currency, "month", 1, m.unit, r.plan+" monthly")
			if r.plan == Free {
				continue
			}
			c.price(d, p, m.currency, "year", 1, m.unit*12*9/10, r.plan+" yearly")
			if r.quarterly {
				c.price(d, p, m.currency, "month", 3, m.unit*3*95/100, r.plan+" quarterly")
			}
		}
	}
	setup := &Product{ID: d.token("prod_", 14), Name: "Onboarding package", Created: opened}
	calls := &Product{ID: d.token("prod_", 14), Name: "API calls", Created: opened}
	c.Products = append(c.Products, setup, calls)
	for _, currency := range []string{"usd", "eur"} {
		c.price(d, setup, currency, "", 0, 250000, "Onboarding")
		c.price(d, calls, currency, "month", 1, 2, "API calls").Metered = true
		c.price(d, calls, currency, "year", 1, 2, "API calls, yearly").Metered = true
	}
	c.Coupons = []*Coupon{
		{ID: "PARTNER20", Name: "Partner 20 %", PercentOff: 20, Duration: "forever", Created: opened},
		{ID: "NONPROFIT50", Name: "Non-profit 50 %", PercentOff: 50, Duration: "forever", Created: opened},
		{ID: "RAMP3", Name: "Three months at 25 % off", PercentOff: 25, Duration: "repeating", Months: 3, Created: opened},
		{ID: "RAMP6", Name: "Six months at 10 % off", PercentOff: 10, Duration: "repeating", Months: 6, Created: opened},
		{ID: "WELCOMEUSD", Name: "Welcome credit", AmountOff: 30000, Currency: "usd", Duration: "once", Created: opened},
		{ID: "WELCOMEEUR", Name: "Welcome credit", AmountOff: 28000, Currency: "eur", Duration: "once", Created: opened},
	}
	return c
}

func (c *Catalog) price(d dice, of *Product, currency, interval string, count int, unit int64, nickname string) *Price {
	p := &Price{ID: d.token("price_", 24), Product: of, Currency: currency, Interval: interval, Count: count, Unit: unit,
		Nickname: nickname, Created: of.Created.Add(time.Duration(len(c.Prices)+1) * time.Second)}
	c.Prices = append(c.Prices, p)
	return p
}

// find returns the seat price of a plan.
func (c *Catalog) find(plan, currency string, months int) *Price {
	for _, p := range c.Prices {
		if p.Product.Plan == plan && p.Currency == currency && p.Months() == months {
			return p
		}
	}
	return nil
}

func (c *Catalog) named(nickname, currency string) *Price {
	for _, p := range c.Prices {
		if p.Nickname == nickname && p.Currency == currency {
			return p
		}
	}
	return nil
}

func (c *Catalog) coupon(id string) *Coupon {
	for _, k := range c.Coupons {
		if k.ID == id {
			return k
		}
	}
	return nil
}

// PlanRank orders the plans, cheapest first; -1 for an unknown one.
func PlanRank(plan string) int {
	for i, p := range []string{Free, Starter, Growth, Enterprise} {
		if p == plan {
			return i
		}
	}
	return -1
}
