package transforms

import (
	"maps"
	"slices"
	"testing"
)

// ruledCase is one of the worked cases of a billing system under another setting.
type ruledCase struct {
	name, given string // given is the name of the worked case
	rule        func(*Metrics)
	levels      map[string]string
}

func billingRules() []ruledCase {
	discounts := func(which string) func(*Metrics) { return func(m *Metrics) { m.Discounts = which } }
	return []ruledCase{
		{"a pause keeps its MRR", "MRR-16", func(m *Metrics) { m.Pause = "keep_mrr" },
			map[string]string{"2026-05-31": "100.000000", "2026-06-30": "100.000000", "2026-07-31": "100.000000"}},
		{"a cancellation ends MRR at once", "MRR-17 cancelled, paid up", func(m *Metrics) { m.CancelRecognition = "immediate" },
			map[string]string{"2026-04-19": "100.000000", "2026-04-20": "0.000000", "2026-12-31": "0.000000"}},
		{"no grace", "MRR-15 past due", func(m *Metrics) { m.PastDueGraceDays = 0 },
			map[string]string{"2026-04-09": "100.000000", "2026-04-10": "0.000000"}},
		{"past due until cancelled", "MRR-15 past due", func(m *Metrics) { m.PastDueGraceDays = 10000 }, map[string]string{"2026-12-31": "100.000000"}},
		{"four weeks are a month", "MRR-05 weekly", func(m *Metrics) { m.WeekMonths = "1/4" }, map[string]string{"2026-01-31": "40.000000"}},
		{"no discounts", "MRR-08 half off for ever", discounts("none"), map[string]string{"2026-01-31": "10.000000"}},
		{"discounts for ever alone", "MRR-08 half off for ever", discounts("forever_only"), map[string]string{"2026-01-31": "5.000000"}},
		{"discounts for ever alone, not for months", "MRR-10 three months off", discounts("forever_only"), map[string]string{"2026-03-31": "100.000000"}},
		{"all discounts, also once", "MRR-11 once", discounts("all"), map[string]string{"2026-01-31": "70.000000"}},
	}
}

func (c ruledCase) check(t *testing.T, landed map[string]string) {
	t.Helper()
	w := world{asOf: "2027-01-31", landed: landed, settings: func(s *Settings) { c.rule(&s.Metrics) }}
	db := buildLanded(t, w, "core.subscription_periods")
	got := map[string]string{}
	for day := range c.levels {
		got[day] = levelAt(t, db, day)
	}
	if !maps.Equal(got, c.levels) {
		t.Errorf("MRR: got %v, want %v", got, c.levels)
	}
}

// TestSettingsOfBilling: the rules of MRR act on what Stripe and Chargebee tell
// as they act on plans of files.
func TestSettingsOfBilling(t *testing.T) {
	t.Parallel()
	named := func(name, given string) bool { return len(name) >= len(given) && name[:len(given)] == given }
	stripe := slices.Concat(intervalCases(), discountCases(), stopCases())
	chargebee := slices.Concat(cbPriceCases(), cbStopCases())
	for _, c := range billingRules() {
		t.Run("stripe: "+c.name, func(t *testing.T) {
			at := slices.IndexFunc(stripe, func(m mrrCase) bool { return named(m.name, c.given) })
			b := &billing{}
			b.customer("cus_A", "", "")
			stripe[at].given(t, b)
			c.check(t, b.tables())
		})
		t.Run("chargebee: "+c.name, func(t *testing.T) {
			at := slices.IndexFunc(chargebee, func(m cbCase) bool { return named(m.name, c.given) })
			site := &cb{}
			chargebee[at].given(t, site)
			c.check(t, site.tables())
		})
	}
}

// TestSignedBeforeTheirStart: what billing made ahead of its start is committed.
func TestSignedBeforeTheirStart(t *testing.T) {
	t.Parallel()
	b := &billing{}
	b.customer("cus_A", "", "")
	b.price("p", 10000, "usd", "month", 1)
	b.subscription(sub{id: "s1", customer: "cus_A", created: "2026-06-20", start: "2026-07-01", items: `[{"id":"si_s1","price":{"id":"p"},"quantity":2}]`})
	b.subscription(sub{id: "s2", customer: "cus_A", created: "2026-05-01", start: "2026-05-01", items: `[{"id":"si_s2","price":{"id":"p"},"quantity":1}]`})
	landed := b.tables()
	landed["chargebee_item_prices"] = "id item_id name pricing_model price period period_unit\np item_p p per_unit 120000 1 year"
	landed["chargebee_subscriptions"] = `
		id  customer_id  status  currency  created_at             start_at               items
		c1  B            future  EUR       '2026-06-25 12:00:00'  '2026-08-01 12:00:00'  '[{"item_price_id":"p","item_type":"plan","quantity":1,"amount":120000}]'`
	db := buildLanded(t, world{asOf: "2026-06-30", landed: landed}, "core.signed_subscriptions")
	diff(t, show(t, db.conn, "SELECT subscription_id, signed_on, starts_on, mrr, currency FROM core.signed_subscriptions ORDER BY 1"), lines(`
		c1 2026-06-25 2026-08-01 100.000000 EUR
		s1 2026-06-20 2026-07-01 200.000000 USD`))
	// The day before nobody had signed.
	db = buildLanded(t, world{asOf: "2026-06-19", landed: landed}, "core.signed_subscriptions")
	diff(t, show(t, db.conn, "SELECT count(*) FROM core.signed_subscriptions"), []string{"0"})
}
