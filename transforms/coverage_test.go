package transforms

import (
	"strings"
	"testing"
)

// TestEveryStreamTellsOfAnArea: every landed table but the named ones, which tell of
// no single customer or are the team's own words, belongs to an area.
func TestEveryStreamTellsOfAnArea(t *testing.T) {
	t.Parallel()
	rows := "source stream landed last_loaded_at\n"
	for _, table := range landedTables() {
		if !strings.HasPrefix(table.Name, "quarterdeck_") {
			_, stream, _ := strings.Cut(table.Name, "_")
			rows += table.Name + " " + stream + " " + table.Name + " '2026-01-31 09:00:00'\n"
		}
	}
	db := buildFrom(t, seed{tables: map[string]string{"core.source_freshness": rows}}, "metrics.source_areas")
	diff(t, show(t, db, `
		SELECT f.landed FROM core.source_freshness f
		LEFT JOIN metrics.source_areas a ON a.source = f.source
		WHERE a.source IS NULL ORDER BY 1`), lines(`
		files_account_links
		files_alert_acknowledgements
		files_attendees
		files_commitments
		files_customer_attributes
		files_exchange_rates
		files_feature_news
		files_features
		files_goals
		files_identity
		files_key_people
		files_notes
		files_notice_periods
		files_onboarding_steps
		files_renewal_forecasts
		files_ticket_schedules
		files_user_teams
		files_value_agreements`))
}

// TestCoverageOfTwoSources: the second helpdesk serves B alone and was loaded too
// long ago, but its own 48 hours allow it; billing's stream is stale. The ratings in
// the first helpdesk are answers. B's ticket of the next day is not in core.
func TestCoverageOfTwoSources(t *testing.T) {
	t.Parallel()
	tables := map[string]string{
		"core.identity": `
			source  kind              source_id  customer_id  method
			crm     company           1          A            self
			crm     company           2          B            self
			desk    organization      3          A            external_id
			desk    organization      4          B            external_id
			bill    billing_customer  5          A            external_id`,
		"core.customers": "customer_id name source created_on\nA Ann crm 2025-01-02\nB Bob crm 2025-01-03",
		"core.subscription_periods": `
			subscription_id  start_date  customer_id  mrr  currency  kind  source
			a                2025-01-01  A            100  USD       paid  bill
			b                2025-01-01  B            300  USD       paid  bill`,
		"core.tickets": `
			ticket_id  customer_id  status  created_at             created_on  source
			1          A            open    '2026-01-05 14:00:00'  2026-01-05  desk
			2          B            open    '2026-01-06 14:00:00'  2026-01-06  second`,
		"core.exchange_rates":   usdRates(t, "2025-01-01", "2026-01-31"),
		"core.survey_responses": "response_id customer_id kind score responded_on source\nr A csat 5 2026-01-07 desk",
		"core.source_freshness": `
			source  stream                landed                        last_loaded_at         warn_hours
			crm     companies             hubspot_companies             '2026-02-01 05:00:00'  -
			desk    tickets               zendesk_tickets               '2026-02-01 05:00:00'  -
			desk    satisfaction_ratings  zendesk_satisfaction_ratings  '2026-02-01 05:00:00'  -
			second  tickets               freshdesk_tickets             '2026-01-31 05:00:00'  48
			bill    subscriptions         stripe_subscriptions          '2026-01-31 05:00:00'  -
			bill    invoices              stripe_invoices               '2026-02-01 05:00:00'  -`,
	}
	db := buildFrom(t, seed{tables: tables}, "marts.data_coverage", "marts.data_maturity")
	diff(t, show(t, db, "SELECT customer_id, area, source, is_known, has_data, is_fresh, records FROM marts.data_coverage ORDER BY 1, 2, 3"), lines(`
		A  billing   bill    true   true   false  1
		A  crm       crm     true   true   true   1
		A  helpdesk  desk    true   true   true   1
		A  helpdesk  second  false  false  false  0
		A  survey    desk    true   true   true   1
		B  billing   bill    true   true   false  1
		B  crm       crm     true   true   true   1
		B  helpdesk  desk    true   false  false  0
		B  helpdesk  second  true   true   true   1
		B  survey    desk    false  false  false  0`))
	diff(t, show(t, db, `SELECT area, source, customers, known, with_data, fresh, mrr_share, is_stale FROM marts.data_maturity
		WHERE dimension = 'all' AND area IN ('helpdesk', 'billing') ORDER BY 1, 2`), lines(`
		billing   all     2  2  2  0  1.0   true
		billing   bill    2  2  2  0  1.0   true
		helpdesk  all     2  2  2  2  1.0   false
		helpdesk  desk    2  2  1  1  0.25  false
		helpdesk  second  2  1  1  1  0.75  false`))
}
