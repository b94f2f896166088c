package transforms

import "slices"

// landedTables are the tables the staging models read, as the connectors
// declare their streams. The connectors' own declarations are checked against
// the models by preparing every model on them; here they only feed tests. A new
// vendor's tables stand in a file of their own, rawtables_<vendor>_test.go.
func landedTables() []Table {
	return slices.Concat(vendorTables(), salesforceTables(), chargebeeTables(), helpdeskTables(), usageTables(), fileTables(), ownTables())
}

func vendorTables() []Table {
	minutes := ", first_reply_minutes BIGINT, first_reply_minutes_business BIGINT, first_resolution_minutes BIGINT, first_resolution_minutes_business BIGINT" +
		", full_resolution_minutes BIGINT, full_resolution_minutes_business BIGINT, requester_wait_minutes BIGINT, requester_wait_minutes_business BIGINT"
	return []Table{
		landed("hubspot_companies", "id", "updated_at", "id VARCHAR, name VARCHAR, domain VARCHAR, lifecycle_stage VARCHAR, owner_id VARCHAR, parent_id VARCHAR, "+
			"merged_ids VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, archived BOOLEAN, attributes VARCHAR, attribute_history VARCHAR"),
		landed("hubspot_contacts", "id", "updated_at", "id VARCHAR, email VARCHAR, first_name VARCHAR, last_name VARCHAR, job_title VARCHAR, company_id VARCHAR, "+
			"owner_id VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, archived BOOLEAN"),
		landed("hubspot_deals", "id", "updated_at", "id VARCHAR, name VARCHAR, amount DECIMAL(18,6), currency VARCHAR, close_date TIMESTAMP, stage VARCHAR, pipeline VARCHAR, "+
			"deal_type VARCHAR, owner_id VARCHAR, is_closed BOOLEAN, is_won BOOLEAN, probability DOUBLE, company_ids VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, archived BOOLEAN"),
		landed("hubspot_owners", "id", "updated_at", "id VARCHAR, email VARCHAR, first_name VARCHAR, last_name VARCHAR, archived BOOLEAN, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("stripe_customers", "id", "", "id VARCHAR, name VARCHAR, email VARCHAR, currency VARCHAR, delinquent BOOLEAN, livemode BOOLEAN, test_clock VARCHAR, created_at TIMESTAMP, metadata VARCHAR"),
		landed("stripe_products", "id", "", "id VARCHAR, name VARCHAR, active BOOLEAN, metadata VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("stripe_prices", "id", "", "id VARCHAR, product_id VARCHAR, currency VARCHAR, type VARCHAR, billing_scheme VARCHAR, unit_amount BIGINT, unit_amount_decimal VARCHAR, "+
			"recurring_interval VARCHAR, interval_count BIGINT, usage_type VARCHAR, tiers_mode VARCHAR, tiers VARCHAR, transform_quantity VARCHAR, active BOOLEAN, livemode BOOLEAN, nickname VARCHAR, created_at TIMESTAMP"),
		landed("stripe_coupons", "id", "", "id VARCHAR, name VARCHAR, percent_off DECIMAL(18,6), amount_off BIGINT, currency VARCHAR, duration VARCHAR, duration_in_months BIGINT, created_at TIMESTAMP"),
		landed("stripe_subscriptions", "id", "", "id VARCHAR, customer_id VARCHAR, status VARCHAR, currency VARCHAR, collection_method VARCHAR, livemode BOOLEAN, test_clock VARCHAR, created_at TIMESTAMP, start_at TIMESTAMP, "+
			"cancel_at TIMESTAMP, cancel_at_period_end BOOLEAN, canceled_at TIMESTAMP, ended_at TIMESTAMP, trial_start TIMESTAMP, trial_end TIMESTAMP, pause_collection VARCHAR, "+
			"cancellation_reason VARCHAR, discounts VARCHAR, items VARCHAR, metadata VARCHAR"),
		landed("stripe_invoices", "id", "", "id VARCHAR, number VARCHAR, customer_id VARCHAR, subscription_id VARCHAR, status VARCHAR, billing_reason VARCHAR, livemode BOOLEAN, test_clock VARCHAR, currency VARCHAR, "+
			"subtotal BIGINT, total BIGINT, total_excluding_tax BIGINT, amount_due BIGINT, amount_paid BIGINT, amount_remaining BIGINT, post_payment_credit_notes_amount BIGINT, "+
			"created_at TIMESTAMP, due_at TIMESTAMP, finalized_at TIMESTAMP, paid_at TIMESTAMP, voided_at TIMESTAMP, marked_uncollectible_at TIMESTAMP, discounts VARCHAR, lines VARCHAR"),
		landed("zendesk_tickets", "id", "generated_at", "id BIGINT, organization_id BIGINT, requester_id BIGINT, submitter_id BIGINT, assignee_id BIGINT, subject VARCHAR, status VARCHAR, "+
			"priority VARCHAR, type VARCHAR, channel VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, generated_at TIMESTAMP, tags VARCHAR, satisfaction_score VARCHAR, reopens BIGINT"+
			minutes+", solved_at TIMESTAMP, assigned_at TIMESTAMP, initially_assigned_at TIMESTAMP"),
		landed("zendesk_users", "id", "updated_at", "id BIGINT, name VARCHAR, email VARCHAR, role VARCHAR, organization_id BIGINT, external_id VARCHAR, active BOOLEAN, suspended BOOLEAN, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("zendesk_organizations", "id", "updated_at", "id BIGINT, name VARCHAR, external_id VARCHAR, domain_names VARCHAR, tags VARCHAR, organization_fields VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("zendesk_ticket_metric_events", "id", "", "id BIGINT, ticket_id BIGINT, metric VARCHAR, instance_id BIGINT, type VARCHAR, occurred_at TIMESTAMP"),
		landed("zendesk_satisfaction_ratings", "id", "updated_at", "id BIGINT, ticket_id BIGINT, requester_id BIGINT, score VARCHAR, comment VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("typeform_forms", "id", "", "id VARCHAR, title VARCHAR, updated_at TIMESTAMP, fields VARCHAR"),
		landed("typeform_responses", "form_id, response_id", "", "form_id VARCHAR, response_id VARCHAR, response_type VARCHAR, landed_at TIMESTAMP, submitted_at TIMESTAMP, account_id VARCHAR, hidden VARCHAR, answers VARCHAR, score DOUBLE"),
		landed("surveymonkey_surveys", "id", "", "id VARCHAR, title VARCHAR, nickname VARCHAR, language VARCHAR, question_count BIGINT, created_at TIMESTAMP, modified_at TIMESTAMP, pages VARCHAR"),
		landed("surveymonkey_responses", "survey_id, response_id", "modified_at", "survey_id VARCHAR, response_id VARCHAR, status VARCHAR, created_at TIMESTAMP, modified_at TIMESTAMP, "+
			"collector_id VARCHAR, recipient_id VARCHAR, collection_mode VARCHAR, total_time BIGINT, account_id VARCHAR, custom_value VARCHAR, custom_variables VARCHAR, metadata VARCHAR, pages VARCHAR"),
		landed("qualtrics_surveys", "id", "", "id VARCHAR, name VARCHAR, owner_id VARCHAR, is_active BOOLEAN, created_at TIMESTAMP, modified_at TIMESTAMP, questions VARCHAR"),
		landed("qualtrics_responses", "survey_id, response_id", "", "survey_id VARCHAR, response_id VARCHAR, recorded_at TIMESTAMP, started_at TIMESTAMP, ended_at TIMESTAMP, modified_at TIMESTAMP, status BIGINT, "+
			"finished BOOLEAN, progress BIGINT, duration_seconds BIGINT, distribution_channel VARCHAR, recipient_email VARCHAR, external_reference VARCHAR, user_language VARCHAR, account_id VARCHAR, answers VARCHAR, labels VARCHAR"),
		landed("mixpanel_events", "event, distinct_id, occurred_at, insert_id", "", "event VARCHAR, distinct_id VARCHAR, occurred_at TIMESTAMP, insert_id VARCHAR, account_id VARCHAR, quantity DOUBLE, processed_at TIMESTAMP"),
	}
}

func fileTables() []Table {
	return []Table{
		landed("files_customers", "customer_id", "", "customer_id VARCHAR, name VARCHAR, domain VARCHAR, parent_id VARCHAR, owner VARCHAR, lifecycle_stage VARCHAR, created_on DATE"),
		landed("files_customer_attributes", "customer_id, attribute, valid_from", "", "customer_id VARCHAR, attribute VARCHAR, valid_from DATE, value VARCHAR, valid_to DATE"),
		landed("files_account_links", "from_id, to_id", "", "from_id VARCHAR, to_id VARCHAR, kind VARCHAR, valid_from DATE"),
		landed("files_identity", "source, source_id", "", "source VARCHAR, source_id VARCHAR, customer_id VARCHAR"),
		landed("files_subscriptions", "subscription_id", "", "subscription_id VARCHAR, customer_id VARCHAR, product VARCHAR, currency VARCHAR, unit_amount DECIMAL(18,6), quantity BIGINT, "+
			"billing_interval VARCHAR, billing_interval_count BIGINT, discount_percent DOUBLE, discount_amount DECIMAL(18,6), discount_end DATE, trial_end DATE, started_at DATE, "+
			"cancel_at DATE, canceled_at DATE, ended_at DATE, paused_from DATE, paused_to DATE, past_due_since DATE, term_months BIGINT, renewal_date DATE, seats BIGINT, "+
			"discount_duration VARCHAR, included_tax_percent DOUBLE, signed_on DATE, contract_end DATE"),
		landed("files_subscription_changes", "subscription_id, valid_from", "", "subscription_id VARCHAR, valid_from DATE, product VARCHAR, unit_amount DECIMAL(18,6), quantity BIGINT, "+
			"billing_interval VARCHAR, billing_interval_count BIGINT, discount_percent DOUBLE, discount_amount DECIMAL(18,6), discount_end DATE, discount_duration VARCHAR, renewal_date DATE, seats BIGINT"),
		landed("files_usage_charges", "charge_id", "", "charge_id VARCHAR, customer_id VARCHAR, product VARCHAR, used_on DATE, amount DECIMAL(18,6), currency VARCHAR"),
		landed("files_subscription_periods", "subscription_id, start_date", "", "subscription_id VARCHAR, start_date DATE, end_date DATE, customer_id VARCHAR, product VARCHAR, "+
			"mrr DECIMAL(18,6), currency VARCHAR, kind VARCHAR, end_reason VARCHAR, renewal_date DATE, seats BIGINT"),
		landed("files_invoices", "invoice_id", "", "invoice_id VARCHAR, customer_id VARCHAR, issued_on DATE, due_on DATE, paid_on DATE, amount DECIMAL(18,6), tax DECIMAL(18,6), currency VARCHAR, status VARCHAR"),
		landed("files_exchange_rates", "currency, month", "", "currency VARCHAR, month DATE, rate DOUBLE"),
		landed("files_tickets", "ticket_id", "", "ticket_id VARCHAR, customer_id VARCHAR, requester_id VARCHAR, channel VARCHAR, priority VARCHAR, status VARCHAR, created_at TIMESTAMP, "+
			"first_replied_at TIMESTAMP, first_solved_at TIMESTAMP, solved_at TIMESTAMP, reopens BIGINT, sla_target_minutes BIGINT, sla_breached BOOLEAN, opened_by_agent BOOLEAN"),
		landed("files_ticket_events", "ticket_id, seq", "", "ticket_id VARCHAR, seq BIGINT, occurred_at TIMESTAMP, state VARCHAR, public_reply BOOLEAN, by_agent BOOLEAN, by_bot BOOLEAN, priority VARCHAR"),
		landed("files_ticket_schedules", "ticket_id, valid_from", "", "ticket_id VARCHAR, valid_from TIMESTAMP, schedule VARCHAR"),
		landed("files_survey_responses", "response_id", "", "response_id VARCHAR, survey VARCHAR, kind VARCHAR, relationship BOOLEAN, respondent_id VARCHAR, customer_id VARCHAR, "+
			"score DOUBLE, scale_min DOUBLE, scale_max DOUBLE, reversed BOOLEAN, responded_at TIMESTAMP, comment VARCHAR, answer VARCHAR"),
		landed("files_survey_invitations", "invitation_id", "", "invitation_id VARCHAR, survey VARCHAR, kind VARCHAR, relationship BOOLEAN, respondent_id VARCHAR, customer_id VARCHAR, "+
			"invited_at TIMESTAMP, delivered BOOLEAN, response_id VARCHAR"),
		landed("files_usage_events", "event_id", "", "event_id VARCHAR, customer_id VARCHAR, user_id VARCHAR, event VARCHAR, occurred_at TIMESTAMP, quantity DOUBLE"),
		landed("files_features", "feature, plan", "", "feature VARCHAR, event VARCHAR, plan VARCHAR"),
		landed("files_user_teams", "customer_id, user_id", "", "customer_id VARCHAR, user_id VARCHAR, team VARCHAR"),
		landed("files_feature_news", "feature", "", "feature VARCHAR, released_on DATE, about VARCHAR"),
		landed("files_opportunities", "opportunity_id", "", "opportunity_id VARCHAR, customer_id VARCHAR, kind VARCHAR, amount DECIMAL(18,6), currency VARCHAR, probability DOUBLE, "+
			"stage VARCHAR, close_date DATE, is_closed BOOLEAN, is_won BOOLEAN"),
		landed("files_onboarding_steps", "customer_id, step", "", "customer_id VARCHAR, step VARCHAR, applicable BOOLEAN, mandatory BOOLEAN, due_on DATE, done_on DATE"),
		landed("files_renewal_forecasts", "made_on, customer_id, renewal_date", "", "made_on DATE, customer_id VARCHAR, renewal_date DATE, arr DECIMAL(18,6), band VARCHAR, probability DOUBLE, state VARCHAR"),
		landed("files_goals", "goal_id", "", "goal_id VARCHAR, customer_id VARCHAR, title VARCHAR, measure VARCHAR, unit VARCHAR, baseline DOUBLE, target DOUBLE, actual DOUBLE, due_on DATE, owner VARCHAR, status VARCHAR"),
		landed("files_commitments", "commitment_id", "", "commitment_id VARCHAR, customer_id VARCHAR, review VARCHAR, side VARCHAR, text VARCHAR, owner VARCHAR, due_on DATE, status VARCHAR, heard VARCHAR"),
		landed("files_attendees", "customer_id, review, name", "", "customer_id VARCHAR, review VARCHAR, name VARCHAR, role VARCHAR, side VARCHAR"),
		landed("files_notice_periods", "customer_id", "", "customer_id VARCHAR, notice_days BIGINT"),
		landed("files_value_agreements", "agreement_id", "", "agreement_id VARCHAR, customer_id VARCHAR, feature VARCHAR, factor DOUBLE, unit VARCHAR, assumption VARCHAR, agreed_by VARCHAR, agreed_on DATE"),
		landed("files_notes", "note_id", "", "note_id VARCHAR, customer_id VARCHAR, author VARCHAR, written_on DATE, kind VARCHAR, text VARCHAR, pulse DOUBLE"),
		landed("files_key_people", "customer_id, person", "", "customer_id VARCHAR, person VARCHAR, name VARCHAR, role VARCHAR, left_on DATE"),
		landed("files_alert_acknowledgements", "customer_id, rule, acknowledged_on", "", "customer_id VARCHAR, rule VARCHAR, acknowledged_on DATE, author VARCHAR, verdict VARCHAR, note VARCHAR"),
	}
}

func landed(name, key, version, list string) Table {
	t := Table{Name: name, Version: version, Columns: columns(list)}
	t.Key = append(t.Key, splitTop(key)...)
	return t
}
