package transforms

import "testing"

// Each customer has one thing two systems tell differently, but agreed and leaving.
func TestReconciliation(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, seed{
		asOf: "2026-03-10",
		tables: map[string]string{
			"core.months":         monthsTable(t, "2025-01-01", "2026-03-10"),
			"core.exchange_rates": usdRates(t, "2025-01-01", "2026-03-10", "EUR 2026-03-01 1.2"),
			"core.customers": `
				customer_id  lifecycle_stage
				agreed       customer
				unknown      -
				unbilled     Customer
				lost         churned
				mrr          customer
				seats        customer
				exceeded     customer
				active       other
				trial        customer
				leaving      other
				uninvoiced   customer`,
			"core.identity": `
				source  kind     source_id  customer_id
				crm     company  1          agreed
				crm     company  2          unbilled
				crm     company  3          lost
				crm     company  4          mrr
				crm     company  5          seats
				crm     company  6          exceeded
				crm     company  7          active
				crm     company  8          trial
				crm     company  9          leaving
				crm     company  10         uninvoiced
				bill    billing_customer  x  unknown`,
			"core.customer_attributes": `
				customer_id  attribute  valid_from  value  value_number  valid_to
				agreed       arr        2025-01-01  1206   1206          -
				mrr          mrr        2025-01-01  90     -             -
				mrr          arr        2024-01-01  9      9             2025-01-01
				seats        seats      2025-01-01  12     12            -`,
			"core.subscription_periods": `
				subscription_id  customer_id  start_date  end_date    mrr  currency  kind   seats
				s1               agreed       2025-01-05  -           100  USD       paid   10
				s2               unknown      2025-01-05  -           70   EUR       paid   -
				s3               unbilled     2025-01-05  2025-06-01  30   EUR       paid   -
				s4               lost         2025-01-05  -           40   USD       paid   -
				s5               mrr          2025-01-05  -           60   USD       paid   -
				s6               seats        2025-01-05  -           100  USD       paid   10
				s7               exceeded     2025-01-05  -           10   USD       paid   1
				s8               active       2025-01-05  2025-12-01  50   USD       paid   -
				s9               trial        2026-03-01  -           0    USD       trial  -
				s10              leaving      2025-01-05  2026-02-01  50   USD       paid   -
				s11              uninvoiced   2025-01-05  -           80   USD       paid   -`,
			"core.invoices": `
				invoice_id  customer_id  issued_on   status
				i1          agreed       2026-02-05  open
				i2          unknown      2025-03-01  paid
				i3          lost         2025-02-01  paid
				i4          mrr          2026-03-05  paid
				i5          seats        2026-03-05  paid
				i6          exceeded     2026-03-05  paid
				i7          uninvoiced   2026-03-05  draft`,
			"core.usage_events": `
				event_id  customer_id  user_id  event  occurred_at            day
				1         exceeded     a        Login  '2026-03-01 12:00:00'  2026-03-01
				2         exceeded     b        Login  '2026-03-02 12:00:00'  2026-03-02
				3         exceeded     c        Login  '2026-03-02 12:00:00'  2026-03-02
				4         active       a        Login  '2026-03-02 12:00:00'  2026-03-02
				5         leaving      a        Login  '2026-02-02 12:00:00'  2026-02-02
				6         trial        a        Login  '2026-03-02 12:00:00'  2026-03-02`,
		},
	}, "marts.reconciliation")
	diff(t, show(t, db, "SELECT customer_id, cause, amount, detail FROM marts.reconciliation ORDER BY customer_id, cause"), lines(`
		active      active_not_paying    50.000000   '1 active users and no subscription'
		exceeded    seats_exceeded       20.000000   '3 active users on 1 seats'
		lost        lost_but_billed      40.000000   'lost in the CRM, still paying'
		lost        not_invoiced         40.000000   'pays, and the newest invoice is of 2025-02-01' 
		mrr         mrr_differs          30.000000   'MRR 90.000000 in the CRM, 60.000000 billed'
		seats       seats_differ         20.000000   '12 seats in the CRM, 10 billed'
		unbilled    customer_not_billed  36.000000   'a customer in the CRM, without a subscription'
		uninvoiced  not_invoiced         80.000000   'pays, and the newest invoice is missing'
		unknown     billed_not_in_crm    84.000000   'pays, and no CRM record or customer file knows it'`))
}
