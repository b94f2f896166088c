package transforms

// helpdeskTables are what Intercom, Freshdesk and Zendesk's new surveys land.
func helpdeskTables() []Table {
	return []Table{
		landed("intercom_conversations", "id", "updated_at", "id VARCHAR, title VARCHAR, state VARCHAR, open BOOLEAN, priority VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, "+
			"waiting_since TIMESTAMP, snoozed_until TIMESTAMP, admin_assignee_id VARCHAR, team_assignee_id VARCHAR, source_type VARCHAR, "+
			"delivered_as VARCHAR, subject VARCHAR, author_type VARCHAR, author_id VARCHAR, author_email VARCHAR, contacts VARCHAR, tags VARCHAR, "+
			"custom_attributes VARCHAR, rating BIGINT, rating_remark VARCHAR, rating_requested_at TIMESTAMP, rating_updated_at TIMESTAMP, "+
			"rating_contact_id VARCHAR, sla_name VARCHAR, sla_status VARCHAR, ai_agent_participated BOOLEAN, time_to_assignment BIGINT, "+
			"time_to_admin_reply BIGINT, time_to_first_close BIGINT, time_to_last_close BIGINT, median_time_to_reply BIGINT, "+
			"first_contact_reply_at TIMESTAMP, first_admin_reply_at TIMESTAMP, first_close_at TIMESTAMP, last_close_at TIMESTAMP, count_reopens BIGINT, "+
			"count_assignments BIGINT, count_parts BIGINT"),
		landed("intercom_conversation_parts", "conversation_id, id", "updated_at", "conversation_id VARCHAR, id VARCHAR, part_type VARCHAR, state VARCHAR, is_first_reply BOOLEAN, author_type VARCHAR, author_id VARCHAR, "+
			"assigned_to_type VARCHAR, assigned_to_id VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("intercom_contacts", "id", "updated_at", "id VARCHAR, external_id VARCHAR, role VARCHAR, name VARCHAR, email VARCHAR, companies VARCHAR, custom_attributes VARCHAR, "+
			"created_at TIMESTAMP, updated_at TIMESTAMP, signed_up_at TIMESTAMP, last_seen_at TIMESTAMP"),
		landed("intercom_companies", "id", "updated_at", "id VARCHAR, company_id VARCHAR, name VARCHAR, website VARCHAR, industry VARCHAR, plan VARCHAR, size BIGINT, monthly_spend DECIMAL(18,6), "+
			"user_count BIGINT, session_count BIGINT, custom_attributes VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, remote_created_at TIMESTAMP, "+
			"last_request_at TIMESTAMP"),
		landed("intercom_admins", "id", "", "id VARCHAR, name VARCHAR, email VARCHAR, has_inbox_seat BOOLEAN, away_mode_enabled BOOLEAN, team_ids VARCHAR"),
		landed("freshdesk_tickets", "id", "updated_at", "id BIGINT, company_id BIGINT, company_name VARCHAR, requester_id BIGINT, requester_name VARCHAR, requester_email VARCHAR, "+
			"responder_id BIGINT, group_id BIGINT, product_id BIGINT, subject VARCHAR, type VARCHAR, status BIGINT, priority BIGINT, source BIGINT, "+
			"tags VARCHAR, custom_fields VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, due_by TIMESTAMP, first_response_due_by TIMESTAMP, "+
			"is_escalated BOOLEAN, first_response_escalated BOOLEAN, spam BOOLEAN, deleted BOOLEAN, first_responded_at TIMESTAMP, "+
			"agent_responded_at TIMESTAMP, requester_responded_at TIMESTAMP, pending_since TIMESTAMP, resolved_at TIMESTAMP, closed_at TIMESTAMP, "+
			"reopened_at TIMESTAMP, status_updated_at TIMESTAMP"),
		landed("freshdesk_companies", "id", "updated_at", "id BIGINT, name VARCHAR, domains VARCHAR, health_score VARCHAR, account_tier VARCHAR, renewal_date TIMESTAMP, industry VARCHAR, "+
			"custom_fields VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("freshdesk_contacts", "id", "updated_at", "id BIGINT, name VARCHAR, email VARCHAR, other_emails VARCHAR, company_id BIGINT, other_companies VARCHAR, external_id VARCHAR, "+
			"job_title VARCHAR, active BOOLEAN, created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("freshdesk_agents", "id", "updated_at", "id BIGINT, name VARCHAR, email VARCHAR, active BOOLEAN, type VARCHAR, occasional BOOLEAN, group_ids VARCHAR, created_at TIMESTAMP, "+
			"updated_at TIMESTAMP"),
		landed("freshdesk_satisfaction_ratings", "id", "updated_at", "id BIGINT, survey_id BIGINT, ticket_id BIGINT, user_id BIGINT, agent_id BIGINT, group_id BIGINT, score BIGINT, feedback VARCHAR, "+
			"created_at TIMESTAMP, updated_at TIMESTAMP"),
		landed("zendesk_survey_responses", "id", "", "id VARCHAR, survey_id VARCHAR, survey_version BIGINT, responder_id BIGINT, subjects VARCHAR, answers VARCHAR, expires_at TIMESTAMP"),
	}
}
