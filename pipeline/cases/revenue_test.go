package cases

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// records is a text table of rows written as column=value; what a row does not
// name is null.
func records(rows ...string) string {
	var parsed []map[string]string
	columns := map[string]bool{}
	for _, row := range rows {
		record := map[string]string{}
		for _, field := range strings.Fields(row) {
			name, value, _ := strings.Cut(field, "=")
			record[name], columns[name] = value, true
		}
		parsed = append(parsed, record)
	}
	names := slices.Sorted(maps.Keys(columns))
	text := strings.Join(names, " ") + "\n"
	for _, record := range parsed {
		for _, name := range names {
			value := record[name]
			if value == "" {
				value = "-"
			}
			text += value + " "
		}
		text += "\n"
	}
	return text
}

// plans are the customers and subscriptions of cases: each row begins with the
// case's id, which is also the customer's, and then names columns.
func plans(rows ...string) map[string]string {
	customers, subscriptions := map[string]bool{}, []string{}
	for i, row := range rows {
		id, fields, _ := strings.Cut(strings.TrimSpace(row), " ")
		customers["customer_id="+id+" case="+id] = true
		subscriptions = append(subscriptions, fmt.Sprintf("subscription_id=s%d customer_id=%s %s", i+1, id, fields))
	}
	return map[string]string{
		"customers":     records(slices.Sorted(maps.Keys(customers))...),
		"subscriptions": records(subscriptions...),
	}
}

// on is the MRR of a case on a day, in its currency.
func (b *book) on(t *testing.T, id, day string) string {
	t.Helper()
	return b.show(t, fmt.Sprintf(`SELECT round(coalesce(sum(mrr), 0), 6) FROM core.subscription_periods
		WHERE customer_id = '%s' AND start_date <= DATE '%s' AND (end_date IS NULL OR end_date > DATE '%[2]s')`, id, day))[0]
}

// revenue prints columns of a case's month.
func (b *book) revenue(t *testing.T, id, month, columns string) []string {
	t.Helper()
	return b.show(t, fmt.Sprintf("SELECT %s FROM marts.revenue WHERE dimension = 'case' AND segment = '%s' AND month = DATE '%s-01'", columns, id, month))
}

// moves prints what happened to a case from a month on.
func (b *book) moves(t *testing.T, id, from string) []string {
	t.Helper()
	return b.show(t, fmt.Sprintf(`SELECT strftime(month, '%%Y-%%m'), movement, round(amount, 2), customers FROM marts.mrr_movements
		WHERE dimension = 'case' AND segment = '%s' AND month >= DATE '%s-01' ORDER BY month, movement`, id, from))
}

// reasons prints why a case moved from a month on.
func (b *book) reasons(t *testing.T, id, from string) []string {
	t.Helper()
	return b.show(t, fmt.Sprintf(`SELECT strftime(month, '%%Y-%%m'), movement, reason FROM marts.mrr_movement_reasons
		WHERE dimension = 'case' AND segment = '%s' AND month >= DATE '%s-01' ORDER BY month, movement`, id, from))
}

// one is the only row of one value.
func one(value string) []string { return []string{value} }

func TestPricesPerMonth(t *testing.T) {
	b := build(t, world{asOf: "2026-03-31", files: plans(
		"MRR-01 started_at=2026-01-01 unit_amount=1200 billing_interval=year",
		"MRR-02 started_at=2026-01-01 unit_amount=500 quantity=4 billing_interval=year",
		"MRR-03 started_at=2026-01-01 unit_amount=300 billing_interval=quarter",
		"MRR-04a started_at=2026-01-01 unit_amount=600 billing_interval=month billing_interval_count=6",
		"MRR-04b started_at=2026-01-01 unit_amount=600 billing_interval=half_year",
		"MRR-04c started_at=2026-01-01 unit_amount=2400 billing_interval=year billing_interval_count=2",
		"MRR-05 started_at=2026-01-01 unit_amount=10 billing_interval=week",
		"MRR-06 started_at=2026-01-01 unit_amount=1 billing_interval=day",
		"MRR-07 started_at=2026-01-01 unit_amount=15 quantity=7",
		"MRR-08 started_at=2026-01-01 unit_amount=10 discount_percent=50",
		"MRR-09 started_at=2026-01-01 unit_amount=1200 billing_interval=year discount_amount=240",
		"MRR-12 started_at=2026-01-01 unit_amount=119 included_tax_percent=19",
		"MRR-13 started_at=2026-01-01 unit_amount=100",
		"MRR-13 started_at=2026-01-01 unit_amount=500 billing_interval=once",
		"MRR-21 started_at=2026-01-01 unit_amount=100",
		"MRR-22 started_at=2026-01-01 unit_amount=0",
		"contract-year started_at=2026-01-01 unit_amount=1200 billing_interval=contract contract_end=2026-12-31",
		"contract-seven started_at=2026-01-01 unit_amount=700 billing_interval=contract contract_end=2026-08-01",
		"contract-odd started_at=2026-01-01 unit_amount=100 billing_interval=contract contract_end=2026-02-16",
	)}, "marts.revenue")
	for name, want := range map[string]string{
		"MRR-01 a year": "100.000000", "MRR-02 four a year": "166.666667", "MRR-03 a quarter": "100.000000",
		"MRR-04a half a year by months": "100.000000", "MRR-04b half a year": "100.000000", "MRR-04c two years": "100.000000",
		"MRR-05 a week": "43.333333", "MRR-06 a day": "30.416667", "MRR-07 seats": "105.000000",
		"MRR-08 half off for ever": "5.000000", "MRR-09 an amount off each year": "80.000000", "MRR-12 without tax": "100.000000",
		"MRR-13 no set-up fee": "100.000000", "MRR-21 no proration of days": "100.000000", "MRR-22 free plan": "0.000000",
		"contract-year to its last day": "100.000000", "contract-seven months": "100.000000",
	} {
		id, _, _ := strings.Cut(name, " ")
		t.Run(name, func(t *testing.T) { diff(t, b.revenue(t, id, "2026-02", "mrr"), one(want)) })
	}
	t.Run("a contract of no whole months by its days", func(t *testing.T) {
		// 46 days are 46 × 12/365 months.
		diff(t, b.revenue(t, "contract-odd", "2026-01", "mrr"), one("66.123188"))
		diff(t, b.revenue(t, "contract-odd", "2026-02", "mrr"), one("0.000000"))
	})
	t.Run("MRR-22 counts", func(t *testing.T) {
		diff(t, b.revenue(t, "MRR-22", "2026-02", "active_subscriptions, free_customers, paying_customers, arpa, reason"), lines("1 1 0 - no_paying_customers"))
	})
	t.Run("MRR-05 and MRR-06 by other weeks and days", func(t *testing.T) {
		for _, c := range []struct{ week, day, wantWeek, wantDay string }{
			{"1/4", "1/30", "40.000000", "30.000000"}, {"7/30.4375", "12/365", "43.482143", "30.416667"},
		} {
			b := build(t, world{asOf: "2026-01-31", metrics: "week_months: " + c.week + "\nday_months: " + c.day, files: plans(
				"week started_at=2026-01-01 unit_amount=10 billing_interval=week",
				"day started_at=2026-01-01 unit_amount=1 billing_interval=day")}, "marts.revenue")
			diff(t, []string{b.revenue(t, "week", "2026-01", "mrr")[0], b.revenue(t, "day", "2026-01", "mrr")[0]}, []string{c.wantWeek, c.wantDay})
		}
	})
}

func TestRecurringRevenueOverTime(t *testing.T) {
	files := plans(
		"MRR-10 started_at=2026-01-01 unit_amount=100 discount_percent=20 discount_end=2026-04-01",
		"MRR-11 started_at=2026-01-01 unit_amount=100 discount_amount=30 discount_duration=once",
		"MRR-14 started_at=2026-03-01 unit_amount=100 trial_end=2026-03-15",
		"MRR-15 started_at=2026-01-10 unit_amount=100 past_due_since=2026-04-10",
		"MRR-16 started_at=2026-01-01 unit_amount=100 paused_from=2026-06-01 paused_to=2026-07-15",
		"MRR-17 started_at=2026-01-01 unit_amount=1200 billing_interval=year canceled_at=2026-04-20",
		"MRR-18 started_at=2026-01-01 unit_amount=1200 billing_interval=year canceled_at=2026-04-20 ended_at=2026-04-20",
		"MRR-19 started_at=2026-01-01 unit_amount=100",
		"MRR-20 started_at=2026-01-01 unit_amount=100",
		"MRR-23 started_at=2026-01-01 unit_amount=100 discount_amount=120",
		"MRR-24 started_at=2026-07-01 unit_amount=100 signed_on=2026-06-20",
		"MRR-25 started_at=2025-01-01 unit_amount=1200 billing_interval=year",
		"MRR-31 started_at=2026-01-01 unit_amount=100",
		"CNV-01 started_at=2026-01-10 unit_amount=10 ended_at=2026-02-10",
		"CNV-02 started_at=2026-01-10 unit_amount=10 ended_at=2026-02-10",
		"CNV-02 started_at=2026-02-10 unit_amount=12")
	files["customers"] += "MRR-31 MRR-31b\n"
	files["subscription_changes"] = `
		subscription_id  valid_from  unit_amount
		s9               2026-01-20  150
		s12              2026-01-01  2400`
	files["subscription_periods"] = `
		subscription_id  customer_id  start_date  end_date    mrr
		p1               MRR-31b      2026-01-01  -           83.333333
		p2               MRR-29       2026-01-01  2026-09-01  100
		p2               MRR-29       2026-02-01  -           100`
	files["customers"] += "MRR-29 MRR-29\n"
	files["invoices"] = `
		invoice_id  customer_id  issued_on   amount  tax  status
		i1          MRR-19       2026-02-01  100     0    paid
		i2          MRR-19       2026-02-20  -100    0    paid
		i3          MRR-13       2026-01-01  500     0    paid
		i4          MRR-20       2026-01-20  19.35   0    paid`
	b := build(t, world{asOf: "2027-01-31", files: files})

	t.Run("CNV-01 an interval is half-open", func(t *testing.T) {
		diff(t, []string{b.on(t, "CNV-01", "2026-02-09"), b.on(t, "CNV-01", "2026-02-10")}, []string{"10.000000", "0.000000"})
	})
	t.Run("CNV-02 a renewal counts once", func(t *testing.T) {
		diff(t, []string{b.on(t, "CNV-02", "2026-02-09"), b.on(t, "CNV-02", "2026-02-10")}, []string{"10.000000", "12.000000"})
	})
	t.Run("MRR-10 three months off", func(t *testing.T) {
		diff(t, []string{b.on(t, "MRR-10", "2026-01-31"), b.on(t, "MRR-10", "2026-03-31"), b.on(t, "MRR-10", "2026-04-01")},
			[]string{"80.000000", "80.000000", "100.000000"})
		diff(t, b.moves(t, "MRR-10", "2026-02"), lines("2026-04 expansion 20.00 1"))
	})
	t.Run("MRR-11 once is no discount", func(t *testing.T) {
		diff(t, b.revenue(t, "MRR-11", "2026-01", "mrr"), one("100.000000"))
	})
	t.Run("MRR-14 trial", func(t *testing.T) {
		diff(t, []string{b.on(t, "MRR-14", "2026-03-14"), b.on(t, "MRR-14", "2026-03-15")}, []string{"0.000000", "100.000000"})
		diff(t, b.moves(t, "MRR-14", "2026-01"), lines("2026-03 new 100.00 1"))
	})
	t.Run("MRR-15 past due", func(t *testing.T) {
		diff(t, []string{b.on(t, "MRR-15", "2026-05-09"), b.on(t, "MRR-15", "2026-05-10")}, []string{"100.000000", "0.000000"})
		diff(t, b.moves(t, "MRR-15", "2026-02"), lines("2026-05 churn 100.00 1"))
		diff(t, b.reasons(t, "MRR-15", "2026-02"), lines("2026-05 churn involuntary"))
	})
	t.Run("MRR-16 pause", func(t *testing.T) {
		diff(t, b.moves(t, "MRR-16", "2026-02"), lines("2026-06 churn 100.00 1\n2026-07 reactivation 100.00 1"))
		diff(t, b.reasons(t, "MRR-16", "2026-02"), lines("2026-06 churn pause\n2026-07 reactivation resume"))
		diff(t, b.show(t, `SELECT strftime(month, '%m'), churn_paused, reactivation_resumed FROM marts.mrr_bridge
			WHERE segment = 'MRR-16' AND month IN (DATE '2026-06-01', DATE '2026-07-01') ORDER BY 1`), lines("06 100.000000 0.000000\n07 0.000000 100.000000"))
	})
	t.Run("MRR-17 cancelled and paid up", func(t *testing.T) {
		diff(t, []string{b.on(t, "MRR-17", "2026-12-31"), b.on(t, "MRR-17", "2027-01-01")}, []string{"100.000000", "0.000000"})
		diff(t, b.revenue(t, "MRR-17", "2026-03", "mrr, committed_mrr"), lines("100.000000 100.000000"))
		diff(t, b.revenue(t, "MRR-17", "2026-04", "mrr, committed_mrr"), lines("100.000000 0.000000"))
		diff(t, b.reasons(t, "MRR-17", "2026-02"), lines("2027-01 churn voluntary"))
	})
	t.Run("MRR-18 cancelled and refunded", func(t *testing.T) {
		diff(t, []string{b.on(t, "MRR-18", "2026-04-19"), b.on(t, "MRR-18", "2026-04-20")}, []string{"100.000000", "0.000000"})
	})
	t.Run("MRR-19 a refund changes nothing", func(t *testing.T) {
		diff(t, b.revenue(t, "MRR-19", "2026-02", "mrr"), one("100.000000"))
		diff(t, b.moves(t, "MRR-19", "2026-02"), []string{})
	})
	t.Run("MRR-20 an upgrade inside the month", func(t *testing.T) {
		diff(t, b.revenue(t, "MRR-20", "2026-01", "mrr"), one("150.000000"))
	})
	t.Run("MRR-23 more discount than price", func(t *testing.T) {
		diff(t, b.revenue(t, "MRR-23", "2026-01", "mrr"), one("0.000000"))
		diff(t, b.show(t, "SELECT key FROM marts.failing_rows WHERE check_name = 'discounts_above_price'"), one("s10"))
	})
	t.Run("MRR-24 signed, not started", func(t *testing.T) {
		diff(t, b.show(t, `SELECT strftime(month, '%m'), mrr, committed_mrr, paying FROM marts.mrr_monthly WHERE customer_id = 'MRR-24' AND month <= DATE '2026-07-01' ORDER BY 1`),
			lines("06 0.000000 100.000000 false\n07 100.000000 100.000000 true"))
		diff(t, b.revenue(t, "MRR-24", "2026-06", "mrr, committed_mrr"), lines("0.000000 100.000000"))
	})
	t.Run("MRR-25 ramp", func(t *testing.T) {
		diff(t, []string{b.on(t, "MRR-25", "2025-12-31"), b.on(t, "MRR-25", "2026-01-01")}, []string{"100.000000", "200.000000"})
		diff(t, b.moves(t, "MRR-25", "2025-02"), lines("2026-01 expansion 100.00 1"))
	})
	t.Run("MRR-29 two versions of one subscription", func(t *testing.T) {
		diff(t, []string{b.on(t, "MRR-29", "2026-01-31"), b.on(t, "MRR-29", "2026-02-28")}, []string{"100.000000", "100.000000"})
		diff(t, b.show(t, "SELECT check_name, key FROM marts.failing_rows WHERE customer_id = 'MRR-29' AND check_name = 'overlapping_periods'"), lines("overlapping_periods p2"))
		diff(t, b.show(t, "SELECT DISTINCT customer_id FROM marts.held_customers"), one("MRR-29"))
	})
	t.Run("MRR-31 a month and a year", func(t *testing.T) {
		diff(t, b.revenue(t, "MRR-31", "2026-02", "mrr, round(arpa, 6)"), lines("183.333333 91.666667"))
	})
}
