package scale

import (
	"fmt"
	"math/rand/v2"
)

// writeUsage writes the events day by day, as trackers give them, a file a month:
// users come a few at a time, mostly the same ones, on working days, and do some
// things one after the other.
func (c *company) writeUsage(dir string) error {
	shares := make([]float64, len(c.customers)) // of a working day
	for i := range c.customers {
		one := &c.customers[i]
		shares[i] = one.weight * perCustomer / (float64(max(one.until()-one.from(), 1)) * (5 + 2*0.15) / 7)
	}
	for month := range months {
		t, err := newTable(dir, "usage_events", fmt.Sprintf("usage_events-%02d.parquet", month),
			"event_id", "customer_id", "user_id", "event", "occurred_at")
		if err != nil {
			return err
		}
		for day := monthStart(month); day < monthStart(month+1); day++ {
			c.writeDay(t, day, shares)
		}
		if err := t.close(); err != nil {
			return err
		}
	}
	return nil
}

func (c *company) writeDay(t *table, day int, shares []float64) {
	r := c.random("usage", day)
	factor := 1.0
	if weekday := (day + 4) % 7; weekday == 0 || weekday == 6 {
		factor = 0.15
	}
	var text []byte
	for i := range c.customers {
		one := &c.customers[i]
		if day < one.start || day >= one.until() {
			continue
		}
		for left := int(shares[i]*factor*2*r.Float64() + r.Float64()); left > 0; {
			left -= one.visit(t, day, left, r, &text)
		}
	}
}

// visit writes what one user does in one go, at most so much.
func (c *customer) visit(t *table, day, most int, r *rand.Rand, text *[]byte) int {
	user := ""
	if r.IntN(500) > 0 {
		user = c.user(int(float64(c.users) * r.Float64() * r.Float64()))
	}
	at := int64(day)*86400 + 6*3600 + int64(r.IntN(15*3600))
	done := min(most, 1+r.IntN(6))
	for range done {
		event := "page_viewed"
		if r.IntN(3) > 0 {
			event = features()[int(12*r.Float64()*r.Float64())]
		}
		if cap(*text) == 0 {
			*text = make([]byte, 0, 36)
		}
		t.text(uuid(r, *text), c.id, user, event)
		t.instant(at)
		t.end()
		at += int64(1 + r.IntN(300))
	}
	return done
}
