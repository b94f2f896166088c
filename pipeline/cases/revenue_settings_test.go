package cases

import (
	"fmt"
	"testing"
)

// ruled are plans whose MRR the settings decide.
func ruled() map[string]string {
	files := plans(
		"forever started_at=2026-01-01 unit_amount=100 discount_percent=10",
		"limited started_at=2026-01-01 unit_amount=100 discount_percent=20 discount_end=2026-03-01",
		"once started_at=2026-01-01 unit_amount=100 discount_percent=30 discount_duration=once",
		"whole started_at=2026-01-01 unit_amount=100 discount_percent=100 discount_end=2026-03-01",
		"paused started_at=2026-01-01 unit_amount=100 paused_from=2026-02-10 paused_to=2026-03-10",
		"unpaid started_at=2026-01-01 unit_amount=100 past_due_since=2026-02-01",
		"yearly started_at=2026-01-01 unit_amount=1200 billing_interval=year canceled_at=2026-02-10 cancel_at=2027-01-01",
		"monthly started_at=2026-01-15 unit_amount=100 canceled_at=2026-02-20",
	)
	files["usage_charges"] = `
		charge_id  customer_id  used_on     amount
		u1         forever      2025-12-10  30
		u2         forever      2026-01-10  60
		u3         forever      2026-02-10  90
		u4         forever      2026-03-05  300`
	return files
}

func TestSettingsOfRecurringRevenue(t *testing.T) {
	days := []string{"2026-01-31", "2026-02-28", "2026-03-31"}
	for _, c := range []struct {
		setting string
		want    map[string]string
	}{
		{"", map[string]string{"forever": "90 90 90", "limited": "80 80 100", "once": "100 100 100", "whole": "0 0 100", "paused": "100 0 100",
			"unpaid": "100 100 0", "yearly": "100 100 100", "monthly": "100 100 0"}},
		{"discounts: forever_only", map[string]string{"forever": "90 90 90", "limited": "100 100 100", "once": "100 100 100"}},
		{"discounts: all", map[string]string{"forever": "90 90 90", "limited": "80 80 100", "once": "70 100 100"}},
		{"discounts: none", map[string]string{"forever": "100 100 100", "limited": "100 100 100", "once": "100 100 100", "whole": "100 100 100"}},
		{"pause: keep_mrr", map[string]string{"paused": "100 100 100"}},
		{"past_due_grace_days: 0", map[string]string{"unpaid": "100 0 0"}},
		{"past_due_grace_days: 400", map[string]string{"unpaid": "100 100 100"}},
		{"cancel_recognition: immediate", map[string]string{"yearly": "100 0 0", "monthly": "100 0 0"}},
	} {
		t.Run("setting "+c.setting, func(t *testing.T) {
			b := build(t, world{asOf: "2026-03-31", metrics: c.setting, files: ruled()}, "core.subscription_periods")
			for id, want := range c.want {
				got := ""
				for _, day := range days {
					got += b.show(t, fmt.Sprintf("SELECT CAST(round(CAST('%s' AS DOUBLE)) AS INTEGER)", b.on(t, id, day)))[0] + " "
				}
				if got != want+" " {
					t.Errorf("%s: MRR %s, want %s", id, got, want)
				}
			}
		})
	}
}

func TestMeteredRevenueStandsBeside(t *testing.T) {
	columns := "mrr, metered_mrr"
	b := build(t, world{asOf: "2026-02-28", files: ruled()}, "marts.revenue")
	diff(t, b.revenue(t, "forever", "2026-02", columns), lines("90.000000 -"))
	b = build(t, world{asOf: "2026-02-28", metrics: "metered: trailing_3m", files: ruled()}, "marts.revenue")
	diff(t, b.revenue(t, "forever", "2026-02", columns), lines("90.000000 60.000000"))
	diff(t, b.revenue(t, "once", "2026-02", columns), lines("100.000000 0.000000"))
	// Of a month still running, the three before it.
	b = build(t, world{asOf: "2026-03-10", metrics: "metered: trailing_3m", files: ruled()}, "marts.revenue")
	diff(t, b.revenue(t, "forever", "2026-03", columns), lines("90.000000 60.000000"))
}

func TestAnnualRunRate(t *testing.T) {
	b := build(t, world{asOf: "2026-01-31", files: plans(
		"ARR-01 started_at=2026-01-01 unit_amount=100",
		"ARR-01 started_at=2026-01-01 unit_amount=1000 billing_interval=year",
		"ARR-02 started_at=2026-01-01 unit_amount=100",
		"ARR-02 started_at=2026-01-01 unit_amount=1000 billing_interval=year",
		"ARR-02b started_at=2026-01-01 unit_amount=10 term_months=24",
		"CNV-04 started_at=2025-12-01 unit_amount=10",
		"CNV-03 started_at=2026-01-05 unit_amount=10")}, "marts.retention", "marts.revenue")
	t.Run("ARR-01 twelve months of all recurring contracts", func(t *testing.T) {
		diff(t, b.revenue(t, "ARR-01", "2026-01", "mrr, round(arr, 2)"), lines("183.333333 2200.00"))
	})
	t.Run("ARR-02 contracts of a year or longer", func(t *testing.T) {
		diff(t, b.revenue(t, "ARR-02", "2026-01", "round(arr_annual_contracts, 2)"), one("1000.00"))
		diff(t, b.revenue(t, "ARR-02b", "2026-01", "round(arr_annual_contracts, 2)"), one("120.00"))
	})
	t.Run("CNV-03 nobody there at the start", func(t *testing.T) {
		diff(t, b.retained(t, "month", "2026-01-01", "CNV-03", "logo_churn, reason"), lines("- no_start_customers"))
	})
	t.Run("CNV-04 nobody lost", func(t *testing.T) {
		diff(t, b.retained(t, "month", "2026-01-01", "CNV-04", "logo_churn"), one("0.0"))
	})
	t.Run("MRR-30 no customers", func(t *testing.T) {
		b := build(t, world{asOf: "2026-01-31", files: map[string]string{"customers": "customer_id case\nA MRR-30"}}, "marts.retention", "marts.revenue")
		diff(t, b.revenue(t, "MRR-30", "2026-01", "mrr, arr, paying_customers, arpa, reason"), lines("0.000000 0.000000 0 - no_paying_customers"))
		diff(t, b.show(t, "SELECT mrr, arpa FROM marts.revenue WHERE dimension = 'all'"), lines("0.000000 -"))
	})
}
