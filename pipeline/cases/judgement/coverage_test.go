package cases

import "testing"

// TestCoverage: A has all there is, B's usage and answer are a day past what counts
// as new, C is billed and no more, D has left. Settings a day longer make B's new.
func TestCoverage(t *testing.T) {
	w := world{
		asOf: "2026-06-30", config: "segments: [plan]",
		files: map[string]string{
			"customers": `
				customer_id  name  plan    created_on
				A            Ann   Growth  2024-01-10
				B            Bob   Growth  2024-01-11
				C            Cy    Basic   2024-01-12
				D            Di    Basic   2024-01-13`,
			"subscription_periods": `
				subscription_id  customer_id  start_date  end_date    mrr
				a                A            2025-01-01  -           600
				b                B            2025-01-01  -           300
				c                C            2025-02-01  -           100
				d                D            2025-01-01  2026-01-01  900`,
			"tickets": `
				ticket_id  customer_id  status  created_at
				1          A            open    2026-06-30T09:00:00Z
				2          B            open    2025-03-01T09:00:00Z
				3          B            open    2026-07-01T09:00:00Z`,
			"survey_responses": `
				response_id  customer_id  kind  score  responded_at
				r1           A            nps   9      2026-01-01T09:00:00Z
				r2           B            nps   9      2025-12-31T09:00:00Z`,
			"usage_events": `
				event_id  customer_id  user_id  event  occurred_at
				e1        A            u        Login  2026-06-02T09:00:00Z
				e2        A            u        Login  2026-06-02T10:00:00Z
				e3        B            v        Login  2026-06-01T09:00:00Z
				e4        B            v        Login  2026-07-01T09:00:00Z
				e5        D            x        Login  2025-06-02T09:00:00Z`,
		},
	}
	b := build(t, w, "marts.data_coverage", "marts.data_maturity")
	t.Run("an account's data are fresh up to 28 days of usage and 180 of answers", func(t *testing.T) {
		diff(t, b.show(t, `SELECT customer_id, area, has_data, is_fresh, newest, records FROM marts.data_coverage
			WHERE customer_id <> 'D' AND area <> 'billing' ORDER BY 1, 2`), lines(`
			A  crm       true   true   2024-01-10  1
			A  helpdesk  true   true   2026-06-30  1
			A  survey    true   true   2026-01-01  1
			A  usage     true   true   2026-06-02  2
			B  crm       true   true   2024-01-11  1
			B  helpdesk  true   true   2025-03-01  1
			B  survey    true   false  2025-12-31  1
			B  usage     true   false  2026-06-01  1
			C  crm       true   true   2024-01-12  1
			C  helpdesk  false  false  -           0
			C  survey    false  false  -           0
			C  usage     false  false  -           0`))
	})
	t.Run("shares are of paying customers and of their MRR", func(t *testing.T) {
		diff(t, b.show(t, `SELECT segment, area, customers, with_data, fresh, round(share, 4), round(mrr_share, 4) FROM marts.data_maturity
			WHERE source = 'all' AND area IN ('usage', 'all') ORDER BY 1, 2`), lines(`
			Basic   all    1  0  0  0.0     0.0
			Basic   usage  1  0  0  0.0     0.0
			Growth  all    2  2  1  1.0     1.0
			Growth  usage  2  2  1  1.0     1.0
			all     all    3  2  1  0.6667  0.9
			all     usage  3  2  1  0.6667  0.9`))
	})
	t.Run("the settings say what is up to date", func(t *testing.T) {
		w.metrics = "fresh_answer_days: 181\nfresh_usage_days: 29"
		diff(t, build(t, w, "marts.data_coverage", "marts.data_maturity").show(t, `SELECT customer_id, area FROM marts.data_coverage WHERE is_fresh AND area IN ('survey', 'usage') ORDER BY 1, 2`), lines(`
			A  survey
			A  usage
			B  survey
			B  usage`))
	})
}

// TestCoverageWithoutASource: what is not connected covers nobody, and is told apart
// from a source that has nothing of the account.
func TestCoverageWithoutASource(t *testing.T) {
	b := build(t, world{asOf: "2026-06-30", config: "segments: [plan]", files: map[string]string{
		"customers":            "customer_id plan\nA Growth",
		"subscription_periods": "subscription_id customer_id start_date mrr\na A 2025-01-01 600",
		"tickets":              "ticket_id customer_id status created_at\n1 - open 2026-06-30T09:00:00Z",
	}}, "marts.data_maturity")
	diff(t, b.show(t, "SELECT area, source, with_data, reason FROM marts.data_maturity WHERE dimension = 'all' ORDER BY 1, 2"), lines(`
		all       all   0  -
		billing   all   1  -
		billing   team  1  -
		crm       all   1  -
		crm       team  1  -
		helpdesk  all   0  -
		helpdesk  team  0  -
		survey    all   0  no_source
		usage     all   0  no_source`))
}
