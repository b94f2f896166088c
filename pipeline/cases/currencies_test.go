package cases

import (
	"strings"
	"testing"
)

// euros are customers paying in euros over a year's end; the dollar is the company's.
func euros(rates string) map[string]string {
	return map[string]string{
		"customers": "customer_id case\nA MRR-26\nB MRR-27\nC MRR-28\nD usd\nE new-eur",
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr  currency
			a                A            2026-01-01  2026-02-10  100  EUR
			a                A            2026-02-10  -           150  EUR
			b                B            2026-01-01  -           100  EUR
			c                C            2026-01-01  2026-02-10  100  EUR
			d                D            2026-01-01  -           70   USD
			e                E            2026-02-10  -           100  EUR`,
		"exchange_rates": "currency month rate\n" + rates,
	}
}

const bridgeOfCases = `SELECT segment, start_mrr, new, expansion, contraction, churn, fx, end_mrr FROM marts.mrr_bridge
	WHERE month = DATE '2026-02-01' AND dimension = 'case' ORDER BY segment`

func TestCurrencies(t *testing.T) {
	b := build(t, world{asOf: "2026-02-28", files: euros("EUR 2026-01-01 1.10\nEUR 2026-02-01 1.20")}, "marts.retention", "marts.revenue")
	got := map[string]string{}
	for _, row := range b.show(t, bridgeOfCases) {
		id, rest, _ := strings.Cut(row, "  ")
		got[id] = rest
	}
	for name, want := range map[string]string{
		"MRR-26 more at another rate":     "110.000000  0.000000  55.000000  0.000000  0.000000  15.000000  180.000000",
		"MRR-27 the same at another rate": "110.000000  0.000000  0.000000  0.000000  0.000000  10.000000  120.000000",
		"MRR-28 left at another rate":     "110.000000  0.000000  0.000000  0.000000  110.000000  0.000000  0.000000",
		"new-eur at its own month's rate": "0.000000  120.000000  0.000000  0.000000  0.000000  0.000000  120.000000",
	} {
		id, _, _ := strings.Cut(name, " ")
		t.Run(name, func(t *testing.T) { diff(t, one(got[id]), one(want)) })
	}
	t.Run("MRR-26 in constant currency for retention too", func(t *testing.T) {
		diff(t, b.retained(t, "month", "2026-02-01", "MRR-26", "round(grr, 6), round(nrr, 6)"), lines("1.0 1.5"))
	})
	t.Run("event by event the same net", func(t *testing.T) {
		b := build(t, world{asOf: "2026-02-28", metrics: "movement_mode: event", files: euros("EUR 2026-01-01 1.10\nEUR 2026-02-01 1.20")}, "marts.retention", "marts.revenue")
		events := b.show(t, bridgeOfCases)
		b = build(t, world{asOf: "2026-02-28", files: euros("EUR 2026-01-01 1.10\nEUR 2026-02-01 1.20")}, "marts.retention", "marts.revenue")
		diff(t, events, b.show(t, bridgeOfCases))
	})
}

func TestOneRateAYear(t *testing.T) {
	files := map[string]string{
		"customers":            "customer_id case\nA eur",
		"subscription_periods": "subscription_id customer_id start_date mrr currency\na A 2025-11-01 100 EUR",
		"exchange_rates":       "currency month rate\nEUR 2025-10-01 1.05\nEUR 2025-11-01 1.07\nEUR 2025-12-01 1.08\nEUR 2026-01-01 1.20\nEUR 2026-02-01 1.30\nEUR 2026-03-01 1.40",
	}
	b := build(t, world{asOf: "2026-03-31", metrics: "fx: fixed_year", files: files}, "marts.mrr_bridge")
	diff(t, b.show(t, "SELECT strftime(month, '%Y-%m'), start_mrr, fx, end_mrr FROM marts.mrr_bridge WHERE dimension = 'all' ORDER BY 1"), lines(`
		2025-11 0.000000   0.000000  105.000000
		2025-12 105.000000 0.000000  105.000000
		2026-01 105.000000 15.000000 120.000000
		2026-02 120.000000 0.000000  120.000000
		2026-03 120.000000 0.000000  120.000000`))
}

func TestAMissingRateHoldsOnlyItsCustomer(t *testing.T) {
	files := euros("EUR 2026-01-01 1.10")
	files["subscription_periods"] = "subscription_id customer_id start_date mrr currency\na A 2026-01-01 100 EUR\nb B 2026-01-01 100 CHF\nd D 2026-01-01 70 USD"
	b := build(t, world{asOf: "2026-01-31", files: files})
	diff(t, b.show(t, "SELECT DISTINCT customer_id FROM marts.held_customers"), one("B"))
	diff(t, b.show(t, "SELECT customer_id, mrr, paying FROM marts.mrr_monthly ORDER BY 1"), lines("A 110.000000 true\nB - true\nD 70.000000 true"))
	diff(t, b.show(t, "SELECT mrr, paying_customers FROM marts.revenue WHERE dimension = 'all'"), lines("180.000000 2"))
}
