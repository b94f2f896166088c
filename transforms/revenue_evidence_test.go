package transforms

import "testing"

// revenueWorld has every kind of subscription and movement there is, in two currencies.
func revenueWorld() map[string]string {
	return map[string]string{
		"files_customers":     "customer_id name parent_id\nA Acme -\nB Bolt A\nC Coil -\nD Dune -\nE Elm -\nF Fir -\nG Gnu -",
		"files_account_links": "from_id to_id kind valid_from\nC D merge 2026-02-10",
		"files_subscription_periods": `
			subscription_id  start_date  end_date    customer_id  product  mrr      currency  kind    end_reason
			a1               2025-11-01  -           A            Basic    100      USD       paid    -
			a2               2025-11-01  2026-02-10  A            Extra    33.33    EUR       paid    -
			b1               2025-11-01  2026-02-15  B            Basic    50       EUR       paid    -
			b1               2026-02-20  -           B            Basic    50       EUR       paid    -
			c1               2025-11-01  2026-02-15  C            Basic    70       USD       paid    -
			d1               2025-11-01  -           D            Basic    700.01   EUR       paid    -
			e1               2025-11-01  2026-03-03  E            Basic    20       USD       paid    pause
			e1               2026-03-03  2026-04-02  E            Basic    0        USD       paused  change
			e1               2026-04-02  -           E            Basic    25       USD       paid    -
			f1               2026-01-05  2026-03-10  F            Basic    20       USD       paid    free
			f1               2026-03-10  -           F            Basic    0        USD       free    -`,
		"files_subscriptions": `
			subscription_id  customer_id  started_at  unit_amount  billing_interval  signed_on   canceled_at
			g1               G            2026-01-01  1200         year              -           2026-02-20
			g2               G            2026-04-20  100          month             2026-03-20  -`,
		"files_exchange_rates": "currency month rate\nEUR 2025-11-01 1.071\nEUR 2025-12-01 1.083\nEUR 2026-01-01 1.1\nEUR 2026-02-01 1.127\nEUR 2026-03-01 1.09\nEUR 2026-04-01 1.101",
		"files_usage_charges":  "charge_id customer_id used_on amount currency\nu1 A 2026-01-10 10.01 EUR\nu2 A 2026-02-10 7 EUR\nu3 A 2026-03-10 9 USD",
	}
}

func revenueMetrics() []string {
	return []string{"mrr", "arr", "arr_annual_contracts", "arpa", "paying_customers", "free_customers", "active_subscriptions", "committed_mrr", "metered_mrr",
		"opening_mrr", "new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "fx_mrr",
		"new_customers", "reactivated_customers", "churned_customers", "quick_ratio", "quick_ratio_without_reactivation"}
}

// TestRevenueFiguresAddUp: every revenue figure is the sum of its records, whatever the settings.
func TestRevenueFiguresAddUp(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]func(*Metrics){
		"defaults": func(*Metrics) {},
		"event by event with free customers": func(m *Metrics) {
			m.MovementMode, m.FreePlan, m.Metered, m.FX = "event", "active", "trailing_3m", "fixed_year"
		},
		"items with closed gaps": func(m *Metrics) { m.MovementGrain, m.RenewalGapDays, m.CancelRecognition = "item", 10, "immediate" },
		"groups with kept pauses": func(m *Metrics) {
			m.MovementGrain, m.Pause, m.MovementMode = "parent", "keep_mrr", "event"
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := world{asOf: "2026-04-10", landed: revenueWorld(), settings: func(s *Settings) {
				s.Segments = []Segment{{Name: "size", Bands: []Band{{"small", 0}, {"large", 90}}}}
				settings(&s.Metrics)
			}}
			e := explainer(t, w, revenueMetrics()...)
			for _, metric := range revenueMetrics() {
				// Totals and segments of two months, and some customers.
				ids := show(t, e.db.conn, "SELECT figure_id FROM marts.figures WHERE metric = "+literal(metric)+
					" AND period_start IN (DATE '2026-02-01', DATE '2026-04-01') AND (customer_id IS NULL OR customer_id IN ('A', 'G')) ORDER BY 1")
				if len(ids) == 0 && metric != "metered_mrr" {
					t.Errorf("%s has no figures", metric)
				}
				for _, id := range ids {
					got, err := e.Explain(t.Context(), id)
					if err != nil {
						t.Fatal(err)
					}
					if !got.AddsUp() {
						t.Errorf("%s is %v, its records give %v", id, shown(got.Figure.Value), shown(got.Sum))
					}
				}
			}
		})
	}
}
