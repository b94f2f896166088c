package scale

import "fmt"

// industries and what they are worth as a segment.
func industries() []string {
	return []string{"Software", "Retail", "Banking", "Insurance", "Health", "Energy", "Media", "Education", "Logistics", "Travel", "Public", "Other"}
}

func (c *company) writeCustomers(dir string) error {
	t, err := newTable(dir, "customers", "customers.parquet",
		"customer_id", "name", "domain", "parent_id", "owner", "lifecycle_stage", "created_on", "plan", "region", "industry")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("customers", i)
		t.text(one.id, "Company "+one.id, one.domain)
		if i > 0 && r.IntN(20) == 0 {
			t.text(c.customers[r.IntN(i)].id)
		} else {
			t.null()
		}
		t.text(one.owner(), "customer")
		t.day(one.start - 30)
		t.text("", one.region, pick(r, industries()...)) // the plan has its history
		t.end()
	}
	return t.close()
}

// writeAttributes gives every customer one to three plans after each other.
func (c *company) writeAttributes(dir string) error {
	t, err := newTable(dir, "customer_attributes", "customer_attributes.parquet",
		"customer_id", "attribute", "valid_from", "value", "valid_to")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("attributes", i)
		days := []int{one.start}
		for len(days) < 3 && r.IntN(3) == 0 {
			days = append(days, days[len(days)-1]+30+r.IntN(300))
		}
		for n, from := range days {
			t.text(one.id, "plan")
			t.day(from)
			if n == len(days)-1 {
				t.text(one.plan)
				t.day(-1)
			} else {
				t.text(pick(r, "Starter", "Growth"))
				t.day(days[n+1])
			}
			t.end()
		}
	}
	return t.close()
}

// writePlans gives every fifth customer a subscription as a plan.
func (c *company) writePlans(dir string) error {
	t, err := newTable(dir, "subscriptions", "subscriptions.parquet",
		"subscription_id", "customer_id", "product", "currency", "unit_amount", "quantity", "billing_interval", "billing_interval_count", "discount_percent", "started_at", "cancel_at", "canceled_at", "term_months", "renewal_date")
	if err != nil {
		return err
	}
	for i := 0; i < len(c.customers); i += 5 {
		one, r := &c.customers[i], c.random("plans", i)
		t.text("plan-"+one.id, one.id, "Support", one.currency)
		t.money(5000)
		t.whole(int64(1 + r.IntN(4)))
		t.text(pick(r, "month", "month", "year"))
		t.whole(1)
		t.number(float64(r.IntN(3) * 10))
		t.day(one.start, one.end, one.end)
		t.whole(12)
		t.day(asOfDay + r.IntN(360))
		t.end()
	}
	return t.close()
}

// writePeriods gives every customer one to three subscriptions whose price and
// seats change about every nine months; one in fifty is paused for a while.
func (c *company) writePeriods(dir string) error {
	t, err := newTable(dir, "subscription_periods", "subscription_periods.parquet",
		"subscription_id", "start_date", "end_date", "customer_id", "product", "mrr", "currency", "kind", "end_reason", "renewal_date", "seats")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("periods", i)
		for n := range 1 + r.IntN(3) {
			cents, from := one.cents/int64(n+1), one.start+n*r.IntN(60)
			for from < one.until() {
				until := from + 30 + int(r.ExpFloat64()*240)
				kind := "paid"
				if r.IntN(50) == 0 {
					kind = "paused"
				}
				reason, end := "change", until
				if until >= one.until() {
					reason, end = "voluntary", one.end
				}
				t.text(fmt.Sprintf("s%d-%s", n, one.id))
				t.day(from, end)
				t.text(one.id, pick(r, "Core", "Analytics", "Connect"))
				t.money(cents)
				t.text(one.currency, kind)
				if end < 0 {
					reason = ""
				}
				t.text(reason)
				t.day(asOfDay - 30 + r.IntN(360))
				t.whole(int64(one.users + r.IntN(5)))
				t.end()
				cents += cents * int64(r.IntN(30)-10) / 100
				from = until
			}
		}
	}
	return t.close()
}

// writeInvoices gives each customer a hundred on average, spread over its days.
func (c *company) writeInvoices(dir string) error {
	t, err := newTable(dir, "invoices", "invoices.parquet",
		"invoice_id", "customer_id", "issued_on", "due_on", "paid_on", "amount", "tax", "currency", "status")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("invoices", i)
		for n := range one.count(100, r) {
			issued := one.someDay(r)
			paid := issued + r.IntN(50)
			status := "paid"
			if paid > asOfDay || r.IntN(200) == 0 {
				paid, status = -1, "open"
			}
			t.text(fmt.Sprintf("in_%s_%05d", one.id, n), one.id)
			t.day(issued, issued+30, paid)
			t.money(one.cents)
			t.money(one.cents / 5)
			t.text(one.currency, status)
			t.end()
		}
	}
	return t.close()
}

func (c *company) writeRates(dir string) error {
	t, err := newTable(dir, "exchange_rates", "exchange_rates.parquet",
		"currency", "month", "rate")
	if err != nil {
		return err
	}
	for month := -15; month < months; month++ {
		for n, currency := range []string{"EUR", "GBP"} {
			t.text(currency)
			t.day(monthStart(month))
			t.number(1.05 + 0.2*float64(n) + 0.001*float64(month%7))
			t.end()
		}
	}
	return t.close()
}

func (c *company) writeOpportunities(dir string) error {
	t, err := newTable(dir, "opportunities", "opportunities.parquet",
		"opportunity_id", "customer_id", "kind", "amount", "currency", "probability", "stage", "close_date", "is_closed", "is_won")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("opportunities", i)
		for n := range 3 {
			close := one.someDay(r) + r.IntN(120)
			closed := close <= asOfDay
			t.text(fmt.Sprintf("op_%s_%d", one.id, n), one.id, pick(r, "renewal", "expansion", "new"))
			t.money(one.cents * 12)
			t.text(one.currency)
			t.number(0.5)
			t.text("proposal")
			t.day(close)
			t.flag(closed)
			t.flag(closed && r.IntN(3) > 0)
			t.end()
		}
	}
	return t.close()
}

func (c *company) writeGoals(dir string) error {
	t, err := newTable(dir, "goals", "goals.parquet",
		"goal_id", "customer_id", "title", "measure", "unit", "baseline", "target", "actual", "due_on", "owner", "status")
	if err != nil {
		return err
	}
	for i := range c.customers {
		one, r := &c.customers[i], c.random("goals", i)
		t.text("goal_"+one.id, one.id, "Fewer hours by hand", "hours", "hours")
		t.number(40)
		t.number(10)
		t.number(float64(r.IntN(40)))
		t.day(asOfDay + r.IntN(200))
		t.text(one.owner(), "open")
		t.end()
	}
	return t.close()
}
