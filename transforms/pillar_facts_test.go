package transforms

import "testing"

// testFacts builds one model of pillar facts on tables that are given as SELECTs.
func testFacts(t *testing.T, model string, tables map[string]string) querier {
	t.Helper()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := testSettings(t, "2026-11-21")
	db, err := openDatabase(t.Context(), Options{WorkDir: t.TempDir(), Settings: s, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.createMacros(t.Context(), cat.macros, s); err != nil {
		t.Fatal(err)
	}
	if err := db.createRunnerTables(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for _, name := range sortedKeys(tables) {
		if err := db.exec(t.Context(), "CREATE TABLE "+name+" AS "+tables[name]); err != nil {
			t.Fatal(err)
		}
	}
	buildChecked(t, db, cat.models[model])
	return db.conn
}

const factRows = "SELECT pillar, level, fact, unit, round(value, 6), value >= least AS is_met FROM "

// Two of four customers were reviewed in four months, three have a goal; of four
// renewals due in a year three were prepared at least 90 days ahead; expansion of 300 of 400 is of
// customers with a goal.
func TestPillarFactsOfGrowth(t *testing.T) {
	t.Parallel()
	db := testFacts(t, "metrics.pillar_facts_growth", map[string]string{
		"marts.customers":          "SELECT * FROM (VALUES ('a', TRUE), ('b', TRUE), ('c', TRUE), ('d', TRUE), ('gone', FALSE)) v(customer_id, paying)",
		"core.notes":               "SELECT customer_id, CAST(day AS DATE) AS written_on, kind FROM (VALUES ('a', '2026-08-01', 'summary'), ('c', '2026-07-21', 'summary'), ('b', '2026-11-22', 'summary'), ('gone', '2026-10-01', 'summary'), ('d', '2026-01-15', 'pulse')) v(customer_id, day, kind)",
		"core.commitments":         "SELECT customer_id, CAST(day AS DATE) AS due_on FROM (VALUES ('a', '2026-09-01'), ('b', '2026-10-01'), ('c', '2026-12-01')) v(customer_id, day)",
		"core.goals":               "SELECT * FROM (VALUES ('a'), ('a'), ('b'), ('d'), (NULL)) v(customer_id)",
		"core.opportunities":       "SELECT customer_id, kind, CAST(day AS DATE) AS created_on FROM (VALUES ('a', 'renewal', '2026-01-01'), ('b', 'renewal', '2026-08-03'), ('c', 'renewal', '2024-12-31'), ('a', 'expansion', '2026-05-05')) v(customer_id, kind, day)",
		"metrics.renewal_outcomes": "SELECT customer_id, CAST(day AS DATE) AS renewal_date FROM (VALUES ('a', '2026-06-01'), ('b', '2026-11-01'), ('c', '2026-03-01'), ('d', '2026-04-15'), ('a', '2025-06-01'), ('a', '2027-01-01')) v(customer_id, day)",
		"marts.customer_movements": "SELECT customer_id, movement, CAST(month AS DATE) AS month, CAST(amount AS DECIMAL(18, 6)) AS amount FROM (VALUES ('a', 'expansion', '2026-05-01', 200), ('c', 'expansion', '2026-06-01', 100), ('d', 'expansion', '2026-11-01', 100), ('c', 'expansion', '2025-11-01', 900), ('c', 'new', '2026-06-01', 900)) v(customer_id, movement, month, amount)",
	})
	diff(t, show(t, db, factRows+"metrics.pillar_facts_growth ORDER BY pillar, level, fact"), lines(`
		business_reviews  1  'customers reviewed in four months'               count  2.0   true
		business_reviews  2  'customers reviewed in four months'               share  0.5   true
		business_reviews  3  'customers reviewed in four months'               share  0.5   false
		business_reviews  3  'customers with a recorded goal'                  share  0.75  true
		expansion         1  'expansions in a year'                            count  3.0   true
		expansion         2  'expansion opportunities recorded'                count  1.0   true
		expansion         3  'expansion MRR of customers with a recorded goal' share  0.75  true
		renewals          1  'renewals due in a year'                          count  4.0   true
		renewals          2  'renewals prepared 90 days ahead'                 share  0.75  true
		renewals          3  'renewals prepared 90 days ahead'                 share  0.75  false`))
}

// Eight of ten urgent tickets are solved, one of two customers had only one; half of
// the alerts of three months were answered in time; two dimensions have data.
func TestPillarFactsOfRisk(t *testing.T) {
	t.Parallel()
	tables := map[string]string{
		"marts.health":            "SELECT * FROM (VALUES ('a', 80.0), ('b', 20.0), ('c', NULL)) v(customer_id, score)",
		"marts.health_dimensions": "SELECT * FROM (VALUES ('adoption', 'product', 70.0), ('support', 'relationship', 10.0), ('sentiment', 'relationship', NULL), ('pulse', 'opinion', 5.0)) v(dimension, dimension_group, score)",
		"marts.alert_quality":     "SELECT CAST(month AS DATE) AS month, rule, alerts, in_time, due FROM (VALUES ('2026-11-01', 'all', 5, 2, 4), ('2026-08-01', 'all', 9, 4, 8), ('2026-08-01', 'nps', 9, 0, 8), ('2026-07-01', 'all', 9, 9, 9)) v(month, rule, alerts, in_time, due)",
		"marts.backtest_bands":    "SELECT * FROM (VALUES (90, 'all', 'all', TRUE), (90, 'all', 'all', NULL), (30, 'all', 'all', FALSE), (90, 'untouched', 'all', FALSE), (90, 'all', 'renewal', FALSE)) v(horizon, accounts, kind, is_ordered)",
		"marts.warning_lead":      "SELECT * FROM (VALUES ('trailing', 0.4), ('quarter', 0.9)) v(span, warned_share)",
		"marts.tickets":           "SELECT customer_id, priority, state, CAST(day AS DATE) AS created_on FROM (VALUES ('a', 'urgent', 'solved', '2026-10-01'), ('b', 'urgent', 'open', '2026-09-01'), ('b', 'urgent', 'closed', '2026-02-01'), ('b', 'urgent', 'deleted', '2026-02-01'), ('b', 'low', 'open', '2026-02-01'), ('c', 'urgent', 'open', '2025-11-01')) v(customer_id, priority, state, day)",
	}
	diff(t, show(t, testFacts(t, "metrics.pillar_facts_risk", tables), factRows+"metrics.pillar_facts_risk ORDER BY pillar, level, fact"), lines(`
		early_warning  1  'customers with a health score'                                        count  2.0       true
		early_warning  2  'customers with a health score'                                        share  0.666667  false
		early_warning  2  'dimensions of the health score with data'                             count  2.0       false
		early_warning  3  'alerts of three months answered in time'                              share  0.5       false
		early_warning  3  'lost customers of a year that were red before their notice'           share  0.4       false
		early_warning  3  'red lost more than yellow, and yellow more than green, in 90 days'    proof  1.0       true
		escalations    1  'urgent tickets of a year solved'                                      share  0.666667  false
		escalations    2  'alerts of three months answered in time'                              share  0.5       true
		escalations    3  'customers with urgent tickets that had only one in a year'            share  0.5       false`))
	tables["marts.backtest_bands"] = "SELECT * FROM (VALUES (90, 'all', 'all', TRUE), (90, 'all', 'all', FALSE)) v(horizon, accounts, kind, is_ordered)"
	diff(t, show(t, testFacts(t, "metrics.pillar_facts_risk", tables), "SELECT value FROM metrics.pillar_facts_risk WHERE unit = 'proof'"), lines("0.0"))
	tables["marts.backtest_bands"] = "SELECT 90 AS horizon, 'all' AS accounts, 'all' AS kind, CAST(NULL AS BOOLEAN) AS is_ordered"
	diff(t, show(t, testFacts(t, "metrics.pillar_facts_risk", tables), "SELECT value IS NULL FROM metrics.pillar_facts_risk WHERE unit = 'proof'"), lines("true"))
}

// Answers by kind and age, response rate, views of the customer and stages.
func TestPillarFactsOfValue(t *testing.T) {
	t.Parallel()
	db := testFacts(t, "metrics.pillar_facts_value", map[string]string{
		"marts.onboarding_completion": "SELECT * FROM (VALUES ('trailing', 'all', 10, 0.7), ('trailing', 'plan', 4, 0.9), ('quarter', 'all', 3, 0.1)) v(span, dimension, due, completion)",
		"marts.time_to_value":         "SELECT * FROM (VALUES ('trailing', 'all', 12, 0.4), ('all', 'all', 90, 0.9)) v(span, dimension, customers, share_30)",
		"core.survey_responses": `SELECT kind, relationship, score, 10.0 AS scale_max, CAST(day AS DATE) AS responded_on FROM (VALUES
			('nps', TRUE, 9.0, '2026-11-01'), ('nps', TRUE, 3.0, '2026-11-02'), ('nps', TRUE, 10.0, '2026-01-01'), ('nps', TRUE, 10.0, '2025-11-21'), ('csat', FALSE, 5.0, '2026-11-01')) v(kind, relationship, score, day)`,
		"marts.survey_response_rate": "SELECT * FROM (VALUES ('trailing', 'all', TRUE, 30, 110, 10), ('trailing', 'all', FALSE, 0, 900, 0), ('month', 'all', TRUE, 0, 50, 0)) v(span, dimension, relationship, answered, invitations, untraceable)",
		"marts.data_maturity":        "SELECT * FROM (VALUES ('all', 'all', 'crm', 0.9), ('all', 'all', 'survey', 0.5), ('all', 'all', 'billing', 0.2), ('all', 'all', 'all', 0.1), ('all', 'team', 'crm', 0.0), ('plan', 'all', 'crm', 0.0)) v(dimension, source, area, share)",
		"marts.customers":            "SELECT * FROM (VALUES ('a', TRUE), ('b', TRUE), ('gone', FALSE)) v(customer_id, paying)",
		"core.customers":             "SELECT * FROM (VALUES ('a', 'live'), ('b', NULL), ('gone', 'lost')) v(customer_id, lifecycle_stage)",
	})
	diff(t, show(t, db, factRows+"metrics.pillar_facts_value ORDER BY pillar, level, fact"), lines(`
		advocacy      1  'promoters in a year'                               count  2.0   true
		customer_360  1  'customers with crm data'                           share  0.9   true
		customer_360  2  'customers with survey data'                        share  0.5   true
		customer_360  3  'customers with billing data'                       share  0.2   false
		lifecycle     1  'customers whose stage is known'                    share  0.5   true
		lifecycle     2  'customers whose stage is known'                    share  0.5   false
		onboarding    1  'customers whose onboarding is tracked'             count  12.0  true
		onboarding    2  'onboardings completed'                             share  0.7   true
		onboarding    3  'new customers with first value within 30 days'     share  0.4   false
		onboarding    3  'onboardings completed'                             share  0.7   false
		voice         1  'answers to a relationship survey in a year'        count  3.0   true
		voice         2  'NPS answers in the survey window'                  count  2.0   false
		voice         2  'relationship invitations answered'                 share  0.3   true
		voice         3  'answers about single events in the survey window'  count  1.0   false
		voice         3  'relationship invitations answered'                 share  0.3   true`))
}
