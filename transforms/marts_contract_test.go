package transforms

import (
	"slices"
	"strings"
	"testing"
)

// TestMartsKeepTheirColumns: names and types of these columns are public.
// Reports, users' queries and overriding models rest on them; more columns may
// stand beside them.
func TestMartsKeepTheirColumns(t *testing.T) {
	t.Parallel()
	const percentiles = "first_reply_minutes_p50 DOUBLE, first_reply_minutes_p90 DOUBLE, full_resolution_minutes_p50 DOUBLE, full_resolution_minutes_p90 DOUBLE, " +
		"first_reply_minutes_p50_business DOUBLE, first_reply_minutes_p90_business DOUBLE, full_resolution_minutes_p50_business DOUBLE, full_resolution_minutes_p90_business DOUBLE"
	contract := map[string]string{
		"mrr_monthly": "month DATE, customer_id VARCHAR, mrr DECIMAL(18,6), paying BOOLEAN, is_complete BOOLEAN, committed_mrr DECIMAL(18,6), metered_mrr DECIMAL(18,6)",
		"revenue": "month DATE, dimension VARCHAR, segment VARCHAR, mrr DECIMAL(18,6), arr DECIMAL(18,6), arr_annual_contracts DECIMAL(18,6), paying_customers BIGINT, " +
			"free_customers BIGINT, active_subscriptions BIGINT, arpa DOUBLE, committed_mrr DECIMAL(18,6), metered_mrr DECIMAL(18,6), quick_ratio DOUBLE, " +
			"quick_ratio_without_reactivation DOUBLE, is_complete BOOLEAN, reason VARCHAR",
		"customer_movements": "month DATE, customer_id VARCHAR, item VARCHAR, step BIGINT, day DATE, start_mrr DECIMAL(18,6), movement VARCHAR, amount DECIMAL(18,6), " +
			"fx DECIMAL(18,6), reason VARCHAR, end_mrr DECIMAL(18,6), flow VARCHAR",
		"customer_transfers":   "month DATE, dimension VARCHAR, customer_id VARCHAR, item VARCHAR, origin_id VARCHAR, from_segment VARCHAR, to_segment VARCHAR, start_mrr DECIMAL(18,6)",
		"mrr_movement_reasons": "month DATE, dimension VARCHAR, segment VARCHAR, movement VARCHAR, reason VARCHAR, amount DECIMAL(18,6), customers BIGINT",
		"mrr_movements":        "month DATE, dimension VARCHAR, segment VARCHAR, movement VARCHAR, amount DECIMAL(18,6), customers BIGINT",
		"mrr_bridge": "month DATE, dimension VARCHAR, segment VARCHAR, start_mrr DECIMAL(18,6), opening DECIMAL(18,6), new DECIMAL(18,6), " +
			"reactivation DECIMAL(18,6), expansion DECIMAL(18,6), contraction DECIMAL(18,6), churn DECIMAL(18,6), fx DECIMAL(18,6), transfer_in DECIMAL(18,6), " +
			"transfer_out DECIMAL(18,6), end_mrr DECIMAL(18,6), start_customers BIGINT, new_customers BIGINT, reactivated_customers BIGINT, churned_customers BIGINT, end_customers BIGINT",
		"retention": "period_start DATE, period_end DATE, span VARCHAR, dimension VARCHAR, segment VARCHAR, start_customers BIGINT, lost_customers BIGINT, logo_churn DOUBLE, " +
			"logo_churn_low DOUBLE, logo_churn_high DOUBLE, start_mrr DECIMAL(18,6), grr DOUBLE, nrr DOUBLE, reason VARCHAR",
		"cohorts": "cohort_month DATE, month_number BIGINT, cohort_size BIGINT, retained_customers BIGINT, customer_retention DOUBLE, cohort_mrr DECIMAL(18,6), " +
			"retained_mrr DECIMAL(18,6), net_retention DOUBLE, gross_retention DOUBLE",
		"cohorts_by_segment": "cohort_month DATE, month_number BIGINT, dimension VARCHAR, segment VARCHAR, cohort_size BIGINT, retained_customers BIGINT, customer_retention DOUBLE, " +
			"cohort_mrr DECIMAL(18,6), retained_mrr DECIMAL(18,6), net_retention DOUBLE, gross_retention DOUBLE, observed BOOLEAN, opening BOOLEAN",
		"cohort_curve": "dimension VARCHAR, segment VARCHAR, month_number BIGINT, cohorts BIGINT, cohort_size BIGINT, retained_customers BIGINT, customer_retention DOUBLE, " +
			"net_retention DOUBLE, gross_retention DOUBLE, survival DOUBLE",
		"tier_migration": "period_start DATE, period_end DATE, span VARCHAR, basis VARCHAR, from_tier VARCHAR, to_tier VARCHAR, customers BIGINT, start_mrr DECIMAL(18,6), end_mrr DECIMAL(18,6)",
		"tier_rates": "period_start DATE, period_end DATE, span VARCHAR, dimension VARCHAR, segment VARCHAR, start_customers BIGINT, up_customers BIGINT, down_customers BIGINT, " +
			"same_customers BIGINT, churned_customers BIGINT, start_mrr DECIMAL(18,6), up_rate DOUBLE, reason VARCHAR",
		"clv": "period_start DATE, period_end DATE, span VARCHAR, dimension VARCHAR, segment VARCHAR, customers BIGINT, customer_months BIGINT, lost_customers BIGINT, monthly_churn DOUBLE, " +
			"arpa DOUBLE, gross_margin DOUBLE, basis VARCHAR, clv DOUBLE, clv_capped DOUBLE, clv_discounted DOUBLE, reason VARCHAR",
		"definition_comparison": "period_start DATE, period_end DATE, span VARCHAR, metric VARCHAR, rule VARCHAR, value DOUBLE, numerator DOUBLE, denominator DOUBLE, words VARCHAR, " +
			"used_by VARCHAR, is_ours BOOLEAN",
		"nps": "period_start DATE, period_end DATE, span VARCHAR, relationship BOOLEAN, dimension VARCHAR, segment VARCHAR, responses BIGINT, promoters BIGINT, passives BIGINT, " +
			"detractors BIGINT, nps DOUBLE, margin DOUBLE, low DOUBLE, high DOUBLE, shown BOOLEAN, reason VARCHAR",
		"csat": "period_start DATE, period_end DATE, span VARCHAR, relationship BOOLEAN, dimension VARCHAR, segment VARCHAR, responses BIGINT, score DOUBLE, " +
			"margin DOUBLE, low DOUBLE, high DOUBLE, shown BOOLEAN, reason VARCHAR, scale VARCHAR",
		"ces": "period_start DATE, period_end DATE, span VARCHAR, relationship BOOLEAN, dimension VARCHAR, segment VARCHAR, responses BIGINT, score DOUBLE, " +
			"margin DOUBLE, low DOUBLE, high DOUBLE, shown BOOLEAN, reason VARCHAR, scale VARCHAR, measure VARCHAR, mean DOUBLE, positive_share DOUBLE, effort_index DOUBLE",
		"nps_account": "period_start DATE, period_end DATE, span VARCHAR, relationship BOOLEAN, dimension VARCHAR, segment VARCHAR, accounts BIGINT, promoters BIGINT, " +
			"passives BIGINT, detractors BIGINT, nps DOUBLE, low DOUBLE, high DOUBLE, mrr_nps DOUBLE, population BIGINT, shown BOOLEAN, reason VARCHAR",
		"survey_response_rate": "period_start DATE, period_end DATE, span VARCHAR, kind VARCHAR, relationship BOOLEAN, dimension VARCHAR, segment VARCHAR, " +
			"invitations BIGINT, answered BIGINT, response_rate DOUBLE, low DOUBLE, high DOUBLE, reason VARCHAR",
		"tickets": "ticket_id VARCHAR, customer_id VARCHAR, created_at TIMESTAMP, priority VARCHAR, state VARCHAR, first_reply_minutes DOUBLE, first_resolution_minutes DOUBLE, " +
			"full_resolution_minutes DOUBLE, first_reply_minutes_business DOUBLE, first_resolution_minutes_business DOUBLE, full_resolution_minutes_business DOUBLE, " +
			"solved_at TIMESTAMP, reopens BIGINT, sla VARCHAR",
		"support": "period_start DATE, period_end DATE, span VARCHAR, dimension VARCHAR, segment VARCHAR, created BIGINT, solved BIGINT, backlog BIGINT, " + percentiles +
			", reopen_rate DOUBLE, sla_attainment DOUBLE",
		"usage": "as_of DATE, customer_id VARCHAR, dau BIGINT, wau BIGINT, mau BIGINT, stickiness DOUBLE, active_days BIGINT, seats BIGINT, seat_utilisation DOUBLE, " +
			"adoption_breadth DOUBLE, trend DOUBLE, login_frequency DOUBLE, login_frequency_median DOUBLE, adoption_depth DOUBLE, is_over_seats BOOLEAN, is_warming_up BOOLEAN",
		"usage_segments": "as_of DATE, dimension VARCHAR, segment VARCHAR, customers BIGINT, users BIGINT, seats BIGINT, seat_utilisation DOUBLE, customers_over_seats BIGINT, " +
			"adoption_breadth DOUBLE, login_frequency DOUBLE, trend DOUBLE",
		"onboarding": "as_of DATE, customer_id VARCHAR, started_on DATE, first_value_on DATE, ttv_days BIGINT, value_before_start BOOLEAN, value_state VARCHAR, reason VARCHAR, " +
			"steps BIGINT, steps_done BIGINT, steps_due BIGINT, completion DOUBLE, target_on DATE, completed_on DATE, onboarding_state VARCHAR",
		"time_to_value": "span VARCHAR, period_start DATE, period_end DATE, dimension VARCHAR, segment VARCHAR, customers BIGINT, reached BIGINT, eligible_30 BIGINT, within_30 BIGINT, " +
			"share_30 DOUBLE, eligible_90 BIGINT, within_90 BIGINT, share_90 DOUBLE, median_days DOUBLE, plain_median_days DOUBLE, reason VARCHAR",
		"onboarding_completion": "span VARCHAR, period_start DATE, period_end DATE, dimension VARCHAR, segment VARCHAR, due BIGINT, completed BIGINT, on_time BIGINT, completion DOUBLE",
		"renewal_forecast": "span VARCHAR, period_start DATE, period_end DATE, dimension VARCHAR, segment VARCHAR, due BIGINT, due_arr DECIMAL(18,6), forecast DECIMAL(18,6), " +
			"forecast_rate DOUBLE, undecided_arr DECIMAL(18,6), renewed_arr DECIMAL(18,6), notice_arr DECIMAL(18,6), at_risk_arr DECIMAL(18,6), late BIGINT, late_arr DECIMAL(18,6), reason VARCHAR",
		"renewal_outcomes": "span VARCHAR, period_start DATE, period_end DATE, dimension VARCHAR, segment VARCHAR, due BIGINT, decided BIGINT, renewed BIGINT, lost BIGINT, undecided BIGINT, " +
			"renewal_rate DOUBLE, renewal_rate_value DOUBLE, expansion_arr DECIMAL(18,6), forecast DECIMAL(18,6), forecast_actual DECIMAL(18,6), forecast_error DOUBLE, reason VARCHAR",
		"expansion_pipeline": "as_of DATE, dimension VARCHAR, segment VARCHAR, deals BIGINT, amount DECIMAL(18,6), weighted DECIMAL(18,6), stale_deals BIGINT, stale_amount DECIMAL(18,6)",
		"internal_scorecard": "as_of DATE, customer_id VARCHAR, owner VARCHAR, mrr DECIMAL(18,6), profile VARCHAR, score DOUBLE, band VARCHAR, coverage DOUBLE, change DOUBLE, " +
			"product_score DOUBLE, relationship_score DOUBLE, pulse DOUBLE, disagreement VARCHAR, risk_alerts BIGINT, expansion_alerts BIGINT, expansion_ideas BIGINT, renewal_date DATE, data_areas BIGINT",
		"customer_scorecard": "as_of DATE, customer_id VARCHAR, value VARCHAR, item VARCHAR, label VARCHAR, current DOUBLE, previous DOUBLE, unit VARCHAR, goal DOUBLE, " +
			"reason VARCHAR, period_start DATE, period_end DATE",
		"data_coverage": "as_of DATE, customer_id VARCHAR, area VARCHAR, source VARCHAR, has_data BOOLEAN, newest DATE, is_fresh BOOLEAN, records BIGINT, is_known BOOLEAN",
		"data_maturity": "as_of DATE, dimension VARCHAR, segment VARCHAR, area VARCHAR, source VARCHAR, customers BIGINT, known BIGINT, with_data BIGINT, fresh BIGINT, " +
			"mrr DECIMAL(18,6), with_data_mrr DECIMAL(18,6), share DOUBLE, mrr_share DOUBLE, fresh_share DOUBLE, newest DATE, last_loaded_at TIMESTAMP, is_stale BOOLEAN, reason VARCHAR",
		"usage_daily": "day DATE, dimension VARCHAR, segment VARCHAR, dau BIGINT, wau BIGINT, mau BIGINT, stickiness DOUBLE",
		"health":      "as_of DATE, customer_id VARCHAR, profile VARCHAR, score DOUBLE, band VARCHAR, coverage DOUBLE, gate VARCHAR, previous_band VARCHAR, previous_score DOUBLE",
		"alerts": "as_of DATE, customer_id VARCHAR, rule VARCHAR, kind VARCHAR, since DATE, reason VARCHAR, mrr DECIMAL(18,6), action VARCHAR, owner VARCHAR, state VARCHAR, " +
			"money DECIMAL(18,6), is_true BOOLEAN, sent_on DATE, acknowledged_on DATE, acknowledged_by VARCHAR, verdict VARCHAR, note VARCHAR, closed_on DATE, ended VARCHAR",
		"alert_history": "customer_id VARCHAR, rule VARCHAR, since DATE, kind VARCHAR, told_on DATE, sent_on DATE, closed_on DATE, money DECIMAL(18,6), answered_on DATE, " +
			"verdict VARCHAR, was_right BOOLEAN, because VARCHAR",
		"alert_quality": "month DATE, kind VARCHAR, rule VARCHAR, alerts BIGINT, judged BIGINT, right_alerts BIGINT, precision DOUBLE, answered BIGINT, due BIGINT, in_time BIGINT, " +
			"in_time_share DOUBLE, losses BIGINT, missed BIGINT, reason VARCHAR",
		"alert_rates": "span VARCHAR, period_start DATE, period_end DATE, dimension VARCHAR, segment VARCHAR, alerts BIGINT, judged BIGINT, right_alerts BIGINT, precision DOUBLE, " +
			"due BIGINT, in_time BIGINT, in_time_share DOUBLE",
		"expansion_ideas": "as_of DATE, customer_id VARCHAR, rule VARCHAR, evidence VARCHAR, mrr DECIMAL(18,6), money DECIMAL(18,6), owner VARCHAR, action VARCHAR, goal_id VARCHAR, " +
			"goal VARCHAR, is_internal BOOLEAN, signs BIGINT, rank BIGINT",
		"survey_stances": "as_of DATE, customer_id VARCHAR, respondents BIGINT, promoters BIGINT, passives BIGINT, detractors BIGINT, is_advocate BOOLEAN, is_risk BOOLEAN, stance VARCHAR",
		"definitions": "metric VARCHAR, name VARCHAR, area VARCHAR, unit VARCHAR, better VARCHAR, definition VARCHAR, formula VARCHAR, customer VARCHAR, variants VARCHAR, " +
			"settings VARCHAR, source VARCHAR, fingerprint VARCHAR",
		"figures": "figure_id VARCHAR, metric VARCHAR, mart VARCHAR, span VARCHAR, period_start DATE, period_end DATE, dimension VARCHAR, segment VARCHAR, " +
			"customer_id VARCHAR, value DOUBLE, n BIGINT, reason VARCHAR",
		"scorecard_figures": "as_of DATE, kpi VARCHAR, figure_id VARCHAR",
		"customer_nps": "span VARCHAR, period_start DATE, period_end DATE, relationship BOOLEAN, customer_id VARCHAR, responses BIGINT, promoters BIGINT, passives BIGINT, " +
			"detractors BIGINT, nps DOUBLE",
		"health_bands":      "as_of DATE, band VARCHAR, customers BIGINT, mrr DECIMAL(18,6), previous_customers BIGINT, previous_mrr DECIMAL(18,6)",
		"health_inputs":     "as_of DATE, customer_id VARCHAR, measure VARCHAR, value DOUBLE, score DOUBLE, weight DOUBLE, contribution DOUBLE",
		"health_dimensions": "as_of DATE, customer_id VARCHAR, dimension VARCHAR, dimension_group VARCHAR, score DOUBLE, band VARCHAR, weight DOUBLE, contribution DOUBLE, coverage DOUBLE",
		"health_groups":     "as_of DATE, customer_id VARCHAR, dimension_group VARCHAR, score DOUBLE, band VARCHAR, weight DOUBLE, contribution DOUBLE",
		"health_moves":      "as_of DATE, customer_id VARCHAR, measure VARCHAR, contribution DOUBLE, previous_contribution DOUBLE, change DOUBLE",
		"health_parents":    "as_of DATE, parent_id VARCHAR, accounts BIGINT, mrr DECIMAL(18,6), coverage DOUBLE, score DOUBLE, band VARCHAR",
		"health_segments":   "as_of DATE, dimension VARCHAR, segment VARCHAR, customers BIGINT, quality DOUBLE",
		"health_nights":     "as_of DATE, customer_id VARCHAR, score DOUBLE, band VARCHAR, mrr DECIMAL(18,6), hindsight BOOLEAN, profile VARCHAR, plain_band VARCHAR",
		"renewals":          "as_of DATE, customer_id VARCHAR, renewal_date DATE, days BIGINT, arr DECIMAL(18,6), band VARCHAR, probability DOUBLE, forecast DECIMAL(18,6), state VARCHAR",
		"strategy_objectives": "as_of DATE, objective VARCHAR, title VARCHAR, perspective VARCHAR, goal VARCHAR, owner VARCHAR, review_by DATE, kpis BIGINT, score DOUBLE, " +
			"coverage DOUBLE, status VARCHAR",
		"strategy_links": "as_of DATE, place INTEGER, from_objective VARCHAR, to_objective VARCHAR, from_measure VARCHAR, to_measure VARCHAR, kind VARCHAR, expected VARCHAR, " +
			"lag_months INTEGER, n BIGINT, effective_n DOUBLE, rho DOUBLE, low DOUBLE, high DOUBLE, verdict VARCHAR, reason VARCHAR",
		"strategy_link_months": "as_of DATE, place INTEGER, month DATE, from_value DOUBLE, to_month DATE, to_value DOUBLE",
		"pillars": "as_of DATE, pillar VARCHAR, title VARCHAR, level VARCHAR, level_number INTEGER, assessed_on DATE, assessed_by VARCHAR, evidence VARCHAR, previous_level VARCHAR, " +
			"change INTEGER, is_stale BOOLEAN, suggested_level VARCHAR, reason VARCHAR",
		"pillar_facts":   "as_of DATE, pillar VARCHAR, level INTEGER, fact VARCHAR, unit VARCHAR, value DOUBLE, least DOUBLE, is_met BOOLEAN",
		"pillar_summary": "as_of DATE, pillars BIGINT, assessed BIGINT, coverage DOUBLE, score DOUBLE, previous_score DOUBLE, weakest VARCHAR, stale BIGINT, reason VARCHAR",
		"scorecard": "as_of DATE, perspective VARCHAR, objective VARCHAR, kpi VARCHAR, unit VARCHAR, actual DOUBLE, previous DOUBLE, target DOUBLE, floor DOUBLE, score DOUBLE, " +
			"status VARCHAR, trusted BOOLEAN, owner VARCHAR",
		"scorecard_perspectives": "as_of DATE, perspective VARCHAR, kpis BIGINT, score DOUBLE, coverage DOUBLE, status VARCHAR, reason VARCHAR",
		"scorecard_cascade": "as_of DATE, kpi VARCHAR, level VARCHAR, team VARCHAR, owner VARCHAR, dimension VARCHAR, segment VARCHAR, customers BIGINT, " +
			"numerator DECIMAL(38,10), denominator DECIMAL(38,10), value DOUBLE, score DOUBLE, status VARCHAR, reason VARCHAR, adds_up BOOLEAN",
		"scorecard_drivers": "as_of DATE, kpi VARCHAR, driver VARCHAR, value DOUBLE, previous DOUBLE, change DOUBLE",
		"customers": "customer_id VARCHAR, name VARCHAR, domain VARCHAR, owner VARCHAR, csm_email VARCHAR, lifecycle_stage VARCHAR, created_on DATE, attributes VARCHAR, " +
			"mrr DECIMAL(18,6), arr DECIMAL(18,6), paying BOOLEAN, first_paid_on DATE, renewal_date DATE, seats BIGINT",
		"customer_usage_weekly": "customer_id VARCHAR, week_start DATE, active_users BIGINT, events BIGINT, active_days BIGINT",
		"customer_features":     "as_of DATE, customer_id VARCHAR, feature VARCHAR, in_plan BOOLEAN, active_users BIGINT, uses BIGINT, previous_uses BIGINT",
		"customer_feature_quarters": "customer_id VARCHAR, period_start DATE, feature VARCHAR, first_week DATE, last_week DATE, active_users BIGINT, uses BIGINT, " +
			"previous_uses BIGINT",
		"customer_team_features": "customer_id VARCHAR, period_start DATE, team VARCHAR, feature VARCHAR, first_week DATE, last_week DATE, members BIGINT, " +
			"team_active BIGINT, active_users BIGINT",
		"customer_support_monthly": "customer_id VARCHAR, month DATE, priority VARCHAR, created BIGINT, solved BIGINT, backlog BIGINT, first_reply_minutes_p50 DOUBLE, " +
			"full_resolution_minutes_p50 DOUBLE, sla_met BIGINT, sla_decided BIGINT",
		"customer_voice": "customer_id VARCHAR, response_id VARCHAR, kind VARCHAR, relationship BOOLEAN, score DOUBLE, category VARCHAR, responded_on DATE, comment VARCHAR",
	}
	db := buildFrom(t, seed{}, martNames(t)...)
	for _, name := range sortedKeys(contract) {
		t.Run(name, func(t *testing.T) {
			have := show(t, db, "SELECT column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = 'marts' AND table_name = "+literal(name))
			for _, c := range columns(contract[name]) {
				if want := c.Name + " " + c.Type; !slices.Contains(have, want) {
					t.Errorf("no column %s, have %s", want, strings.Join(have, ", "))
				}
			}
		})
	}
}

// TestMartsArePortable keeps out the constructs other engines lack.
func TestMartsArePortable(t *testing.T) {
	t.Parallel()
	cat, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sortedKeys(cat.models) {
		if !strings.HasPrefix(name, "marts.") && !strings.HasPrefix(name, "metrics.") {
			continue
		}
		code := strings.ToUpper(blankLiterals(cat.models[name].text))
		for _, word := range []string{"QUALIFY", "GROUP BY ALL", "ORDER BY ALL", "ASOF", "PIVOT", "//", "EXCLUDE", "COLUMNS(", "::", "UNION BY NAME", "ILIKE", "NOW()", "CURRENT_DATE", "RANDOM("} {
			if strings.Contains(code, word) {
				t.Errorf("%s: %s is not in the portable subset", cat.models[name].file, word)
			}
		}
	}
}
