package cases

import (
	"strings"
	"testing"
)

// TestMissingRenewalDates: the renewal date comes from the contract on its first day.
// Of A and B it is told, C is billed by the month and has none to tell, E has left; D, F
// and G are findings, F from its first day on.
func TestMissingRenewalDates(t *testing.T) {
	b := build(t, world{asOf: "2026-06-30", config: "segments: [plan]", files: map[string]string{
		"customers": "customer_id plan\nA Growth\nB Growth\nC Growth\nD Growth\nE Growth\nF Growth\nG Growth",
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr  renewal_date
			a                A            2026-06-30  -           100  2027-06-30
			d                D            2025-01-01  -           200  -
			e                E            2025-01-01  2026-01-01  300  -
			f                F            2026-06-30  -           400  -`,
		"subscriptions": `
			subscription_id  customer_id  currency  unit_amount  quantity  billing_interval  billing_interval_count  renewal_date  started_at
			b                B            USD       1200         1         year              1                       2027-06-30    2026-06-30T00:00:00Z
			c                C            USD       100          1         month             1                       -             2026-01-01T00:00:00Z
			g                G            USD       600          1         year              1                       -             2026-01-01T00:00:00Z`,
	}}, "core.exchange_rates", "core.subscription_periods", "core.subscriptions", "marts.customers")
	found := strings.Join(b.found(t, "missing_renewal_dates"), "\n")
	if !strings.HasPrefix(found, "warn: 3 of ") ||
		!strings.HasSuffix(found, "amount 7800.00: d (paid since 2025-01-01), f (paid since 2026-06-30), g (paid since 2026-01-01, billed every 1 year)") {
		t.Errorf("found %q", found)
	}
	diff(t, b.show(t, "SELECT customer_id, renewal_date FROM marts.customers WHERE renewal_date IS NOT NULL ORDER BY 1"), lines(`
		A  2027-06-30
		B  2027-06-30`))
}

// TestRenewalWindow: 90 days ahead are in, 91 are not, and what is past its date
// stays in as late.
func TestRenewalWindow(t *testing.T) {
	b := build(t, world{asOf: "2026-06-30", config: "segments: [plan]", files: map[string]string{
		"customers": "customer_id plan\nA Growth\nB Growth\nC Growth\nD Growth\nE Growth",
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date  mrr  renewal_date
			a                A            2025-09-27  -         100  2026-09-27
			b                B            2025-09-28  -         200  2026-09-28
			c                C            2025-09-29  -         300  2026-09-29
			d                D            2025-07-01  -         400  2026-07-01
			e                E            2025-06-30  -         500  2026-06-30`,
	}}, "marts.renewals")
	diff(t, b.show(t, "SELECT customer_id, days, state FROM marts.renewals ORDER BY 1"), lines(`
		A  89  due
		B  90  due
		D  1   due
		E  0   late`))
}
