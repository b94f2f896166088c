package cases

import (
	"fmt"
	"strings"
	"testing"
)

// movementFiles is the portfolio of one month, December 31 to January 31.
func movementFiles() map[string]string {
	return map[string]string{
		"customers": "customer_id case\n" + strings.Join([]string{"A MOV", "B MOV", "C MOV", "D MOV", "E MOV", "F MOV", "G MOV", "H MOV", "J MOV"}, "\n"),
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr  kind
			a                A            2025-06-01  -           100  paid
			b                B            2025-06-01  2026-01-15  100  paid
			b                B            2026-01-15  -           150  paid
			c1               C            2025-06-01  -           120  paid
			c2               C            2025-06-01  2026-01-20  80   paid
			d                D            2025-06-01  2026-01-10  50   paid
			e                E            2026-01-12  -           80   paid
			f1               F            2025-06-01  2025-10-20  60   paid
			f2               F            2026-01-05  -           60   paid
			g                G            2025-06-01  -           0    free
			h1               H            2025-06-01  2026-01-05  100  paid
			h2               H            2026-01-20  -           100  paid
			j                J            2026-01-03  2026-01-25  70   paid`,
	}
}

const january = " FROM marts.mrr_bridge WHERE month = DATE '2026-01-01' AND dimension = 'all'"

func TestMovementsOfAMonth(t *testing.T) {
	b := build(t, world{asOf: "2026-01-31", files: movementFiles()}, "marts.customer_movements", "marts.mrr_bridge", "marts.revenue")
	t.Run("MOV-01 the bridge", func(t *testing.T) {
		diff(t, b.show(t, "SELECT start_mrr, new, reactivation, expansion, contraction, churn, end_mrr"+january),
			lines("550.000000 80.000000 60.000000 50.000000 80.000000 50.000000 610.000000"))
		diff(t, b.show(t, `SELECT customer_id, movement, amount, reason, flow FROM marts.customer_movements
			WHERE month = DATE '2026-01-01' AND (movement <> 'none' OR flow IS NOT NULL) ORDER BY 1`), lines(`
			B  expansion     50.000000  -          -
			C  contraction   80.000000  -          -
			D  churn         50.000000  voluntary  -
			E  new           80.000000  -          -
			F  reactivation  60.000000  returned   -
			H  none          0.000000   -          left_and_returned
			J  none          0.000000   -          in_and_out`))
	})
	t.Run("MOV-02 customers and ARPA", func(t *testing.T) {
		diff(t, b.show(t, `SELECT strftime(month, '%m'), paying_customers, round(arpa, 6) FROM marts.revenue
			WHERE dimension = 'all' AND month >= DATE '2025-12-01' ORDER BY month`), lines("12 5 110.0\n01 6 101.666667"))
		diff(t, b.show(t, "SELECT start_customers, new_customers, reactivated_customers, churned_customers, end_customers"+january), lines("5 1 1 1 6"))
	})
	t.Run("MOV-03 quick ratio", func(t *testing.T) {
		diff(t, b.show(t, "SELECT round(quick_ratio, 6), quick_ratio_without_reactivation FROM marts.revenue WHERE dimension = 'all' AND month = DATE '2026-01-01'"),
			lines("1.461538 1.0"))
	})
	t.Run("MOV-04 hidden by the net of the month", func(t *testing.T) {
		diff(t, b.show(t, "SELECT in_and_out_customers, left_and_returned_customers"+january), lines("1 1"))
	})
	t.Run("MOV-11 the first month of all is opening", func(t *testing.T) {
		diff(t, b.show(t, "SELECT opening, new, start_mrr, end_mrr FROM marts.mrr_bridge WHERE dimension = 'all' AND month = DATE '2025-06-01'"),
			lines("610.000000 0.000000 0.000000 610.000000"))
	})
	t.Run("MOV-04 event by event", func(t *testing.T) {
		b := build(t, world{asOf: "2026-01-31", metrics: "movement_mode: event", files: movementFiles()}, "marts.customer_movements", "marts.mrr_bridge", "marts.revenue")
		diff(t, b.show(t, "SELECT start_mrr, new, reactivation, expansion, contraction, churn, end_mrr"+january),
			lines("550.000000 150.000000 160.000000 50.000000 80.000000 220.000000 610.000000"))
		diff(t, b.show(t, "SELECT start_customers, new_customers, reactivated_customers, churned_customers, end_customers"+january), lines("5 2 2 3 6"))
		diff(t, b.show(t, `SELECT customer_id, step, day, movement, amount FROM marts.customer_movements
			WHERE month = DATE '2026-01-01' AND customer_id IN ('H', 'J') ORDER BY 1, 2`), lines(`
			H  1  2026-01-05  churn         100.000000
			H  2  2026-01-20  reactivation  100.000000
			J  1  2026-01-03  new           70.000000
			J  2  2026-01-25  churn         70.000000`))
	})
}

// changes are small portfolios whose movements stand in the segment of the case.
func changes() map[string]string {
	return map[string]string{
		"customers": "customer_id case\nA MOV-05\nB MOV-06\nB2 MOV-06b\nC MOV-07\nD MOV-08\nF MRR-22f\nG MRR-22g",
		"subscription_periods": `
			subscription_id  customer_id  product  start_date  end_date    mrr  kind  end_reason
			a                A            -        2026-01-01  2026-03-10  100  paid  change
			a                A            -        2026-03-10  2026-03-20  150  paid  change
			a                A            -        2026-03-20  -           100  paid  -
			b1               B            X        2026-01-01  2026-03-10  100  paid  -
			b2               B            Y        2026-03-10  -           100  paid  -
			bb               B2           X        2026-01-01  2026-03-10  100  paid  change
			bb               B2           Y        2026-03-10  -           100  paid  -
			c1               C            -        2026-01-01  2026-04-15  60   paid  -
			c2               C            -        2026-01-01  2026-03-15  40   paid  -
			d1               D            -        2026-01-01  2026-05-31  100  paid  -
			d2               D            -        2026-06-05  -           100  paid  -
			f                F            -        2026-01-01  2026-03-10  100  paid  free
			f                F            -        2026-03-10  2026-05-10  0    free  change
			f                F            -        2026-05-10  -           80   paid  -
			g                G            -        2026-01-01  -           0    free  -`,
	}
}

func TestMovementsOfACustomer(t *testing.T) {
	b := build(t, world{asOf: "2026-07-31", files: changes()}, "marts.mrr_movement_reasons", "marts.mrr_movements")
	for _, c := range []struct{ name, want string }{
		{"MOV-05 up and down again", ""},
		{"MOV-06 a product for another", ""},
		{"MOV-06b a product for another in one subscription", ""},
		{"MOV-07 the last of two subscriptions", "2026-03 contraction 40.00 1\n2026-04 churn 60.00 1"},
		{"MOV-08 renewed five days late", "2026-05 churn 100.00 1\n2026-06 reactivation 100.00 1"},
		{"MRR-22f a free plan is churn", "2026-03 churn 100.00 1\n2026-05 reactivation 80.00 1"},
	} {
		id, _, _ := strings.Cut(c.name, " ")
		t.Run(c.name, func(t *testing.T) { diff(t, b.moves(t, id, "2026-02"), lines(c.want)) })
	}
	t.Run("MRR-22f its reasons", func(t *testing.T) {
		diff(t, b.reasons(t, "MRR-22f", "2026-02"), lines("2026-03 churn free\n2026-05 reactivation free"))
	})
}

func TestMovementSettings(t *testing.T) {
	t.Run("MOV-06 item by item", func(t *testing.T) {
		b := build(t, world{asOf: "2026-07-31", metrics: "movement_grain: item", files: changes()}, "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.revenue")
		for _, id := range []string{"MOV-06", "MOV-06b"} {
			diff(t, b.moves(t, id, "2026-02"), lines("2026-03 churn 100.00 1\n2026-03 new 100.00 1"))
			// The customer itself neither came nor went.
			diff(t, b.show(t, fmt.Sprintf(`SELECT start_customers, new_customers, churned_customers, end_customers FROM marts.mrr_bridge
				WHERE segment = '%s' AND month = DATE '2026-03-01'`, id)), lines("1 0 0 1"))
		}
	})
	t.Run("MOV-08 with a gap of seven days", func(t *testing.T) {
		b := build(t, world{asOf: "2026-07-31", metrics: "renewal_gap_days: 7", files: changes()}, "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.revenue")
		diff(t, b.moves(t, "MOV-08", "2026-02"), []string{})
		diff(t, b.revenue(t, "MOV-08", "2026-05", "mrr"), one("100.000000"))
		diff(t, b.show(t, "SELECT sum(left_and_returned_customers) FROM marts.mrr_bridge WHERE segment = 'MOV-08'"), one("0"))
		// On the day itself nobody knows that it will be renewed.
		b = build(t, world{asOf: "2026-05-31", metrics: "renewal_gap_days: 7", files: changes()}, "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.revenue")
		diff(t, b.moves(t, "MOV-08", "2026-02"), lines("2026-05 churn 100.00 1"))
	})
	t.Run("MRR-22 a free plan stays a customer", func(t *testing.T) {
		b := build(t, world{asOf: "2026-07-31", metrics: "free_plan: active", files: changes()}, "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.revenue")
		diff(t, b.moves(t, "MRR-22f", "2026-02"), lines("2026-03 contraction 100.00 1\n2026-05 expansion 80.00 1"))
		diff(t, b.reasons(t, "MRR-22f", "2026-02"), lines("2026-03 contraction free"))
		diff(t, b.show(t, "SELECT sum(churned_customers), min(end_customers), min(paying_customers) FROM marts.mrr_bridge WHERE segment = 'MRR-22f'"), lines("0 1 0"))
		diff(t, b.moves(t, "MRR-22g", "2026-01"), []string{})
	})
}

func TestSegmentsAndAccounts(t *testing.T) {
	files := map[string]string{
		"customers":           "customer_id case\nS SMB\nP MOV-10\nQ MOV-10\nP2 small\nQ2 large",
		"customer_attributes": "customer_id attribute valid_from value\nS case 2025-01-01 SMB\nS case 2026-03-10 Mid",
		"subscription_periods": `
			subscription_id  customer_id  start_date  end_date    mrr
			s                S            2026-01-01  -           100
			p                P            2026-01-01  2026-03-15  1000
			q                Q            2026-01-01  -           10000
			p2               P2           2026-01-01  2026-03-15  1000
			q2               Q2           2026-01-01  -           10000`,
	}
	counts := `SELECT segment, start_mrr, contraction, churn, transfer_in, transfer_out, end_mrr, start_customers, churned_customers, merged_customers, end_customers
		FROM marts.mrr_bridge WHERE month = DATE '2026-03-01' AND segment IN (%s) ORDER BY segment`
	b := build(t, world{asOf: "2026-04-30", files: files}, "marts.customer_transfers", "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.retention", "marts.revenue")
	t.Run("MOV-09 from one segment to another", func(t *testing.T) {
		diff(t, b.show(t, fmt.Sprintf(counts, "'SMB', 'Mid'")), lines(`
			Mid 0.000000   0.000000 0.000000 100.000000 0.000000   100.000000 0 0 0 1
			SMB 100.000000 0.000000 0.000000 0.000000   100.000000 0.000000   1 0 0 0`))
		diff(t, b.show(t, "SELECT transfer_in, transfer_out FROM marts.mrr_bridge WHERE dimension = 'all' AND month = DATE '2026-03-01'"), lines("0.000000 0.000000"))
		diff(t, b.show(t, "SELECT month, customer_id, from_segment, to_segment, start_mrr FROM marts.customer_transfers"), lines("2026-03-01 S SMB Mid 100.000000"))
	})
	t.Run("MOV-10 without a merge map", func(t *testing.T) {
		diff(t, b.show(t, fmt.Sprintf(counts, "'MOV-10'")), lines("MOV-10 11000.000000 0.000000 1000.000000 0.000000 0.000000 10000.000000 2 1 0 1"))
	})
	t.Run("MOV-10 with a merge map", func(t *testing.T) {
		files["account_links"] = "from_id to_id kind valid_from\nP Q merge 2026-03-10\nP2 Q2 merge 2026-03-10"
		b := build(t, world{asOf: "2026-04-30", files: files}, "marts.customer_transfers", "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.retention", "marts.revenue")
		diff(t, b.show(t, fmt.Sprintf(counts, "'MOV-10', 'small', 'large'")), lines(`
			MOV-10 11000.000000 1000.000000 0.000000 0.000000    0.000000    10000.000000 2 0 1 1
			large  10000.000000 1000.000000 0.000000 1000.000000 0.000000    10000.000000 1 0 1 1
			small  1000.000000  0.000000    0.000000 0.000000    1000.000000 0.000000     1 0 0 0`))
		diff(t, b.reasons(t, "MOV-10", "2026-02"), lines("2026-03 contraction merge"))
		diff(t, b.show(t, "SELECT customer_id, origin_id, from_segment, to_segment FROM marts.customer_transfers WHERE customer_id <> 'S'"), lines("Q2 P2 small large"))
		// Before the day of the merger they were two.
		diff(t, b.show(t, "SELECT end_customers FROM marts.mrr_bridge WHERE segment = 'MOV-10' AND month = DATE '2026-02-01'"), one("2"))
	})
	t.Run("MOV-12 everybody leaves", func(t *testing.T) {
		b := build(t, world{asOf: "2026-03-31", files: map[string]string{
			"customers":            "customer_id case\nA MOV-12",
			"subscription_periods": "subscription_id customer_id start_date end_date mrr\ns A 2026-01-01 2026-02-10 100"}}, "marts.customer_transfers", "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.retention", "marts.revenue")
		diff(t, b.show(t, `SELECT strftime(month, '%m'), start_mrr, churn, end_mrr, quick_ratio, arpa FROM marts.mrr_bridge WHERE dimension = 'all' ORDER BY 1`), lines(`
			01 0.000000   0.000000   100.000000 -   100.0
			02 100.000000 100.000000 0.000000   0.0 -
			03 0.000000   0.000000   0.000000   -   -`))
		diff(t, b.show(t, "SELECT logo_churn, reason FROM marts.retention WHERE span = 'month' AND dimension = 'all' AND period_start = DATE '2026-03-01'"),
			lines("- no_start_customers"))
	})
	t.Run("group by its parent", func(t *testing.T) {
		b := build(t, world{asOf: "2026-04-30", metrics: "movement_grain: parent", files: map[string]string{
			"customers": "customer_id parent_id case\nG - group\nC1 G child\nC2 G child\nL - lone",
			"subscription_periods": `
				subscription_id  customer_id  start_date  end_date    mrr
				c1               C1           2026-01-01  2026-03-15  100
				c2               C2           2026-02-01  -           40
				l                L            2026-01-01  -           10`}}, "marts.customer_transfers", "marts.mrr_bridge", "marts.mrr_movement_reasons", "marts.mrr_movements", "marts.retention", "marts.revenue")
		diff(t, b.moves(t, "group", "2026-02"), lines("2026-02 expansion 40.00 1\n2026-03 contraction 100.00 1"))
		diff(t, b.show(t, "SELECT DISTINCT segment FROM marts.revenue WHERE mrr > 0 AND dimension = 'case' ORDER BY 1"), []string{"group", "lone"})
	})
}
