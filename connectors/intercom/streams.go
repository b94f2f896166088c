package intercom

import c "quarterdeck/connectors"

// Streams declares what can be pulled.
func Streams() []c.Stream {
	return []c.Stream{conversations(), parts(), contacts(), companies(), admins()}
}

func conversations() c.Stream {
	return c.Stream{Name: "conversations", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "title", Type: c.String},
		{Name: "state", Type: c.String},
		{Name: "open", Type: c.Bool},
		{Name: "priority", Type: c.String},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
		{Name: "waiting_since", Type: c.Timestamp},
		{Name: "snoozed_until", Type: c.Timestamp},
		{Name: "admin_assignee_id", Type: c.String},
		{Name: "team_assignee_id", Type: c.String},
		{Name: "source_type", Type: c.String, Path: "source.type"},
		{Name: "delivered_as", Type: c.String, Path: "source.delivered_as"},
		{Name: "subject", Type: c.String, Path: "source.subject"},
		{Name: "author_type", Type: c.String, Path: "source.author.type"},
		{Name: "author_id", Type: c.String, Path: "source.author.id"},
		{Name: "author_email", Type: c.String, Path: "source.author.email", PII: true},
		{Name: "contacts", Type: c.JSON, Path: "contacts.contacts"},
		{Name: "tags", Type: c.JSON, Path: "tags.tags"},
		{Name: "custom_attributes", Type: c.JSON},
		{Name: "rating", Type: c.Int, Path: "conversation_rating.rating"},
		{Name: "rating_remark", Type: c.String, Path: "conversation_rating.remark"},
		{Name: "rating_requested_at", Type: c.Timestamp, Path: "conversation_rating.created_at"},
		{Name: "rating_updated_at", Type: c.Timestamp, Path: "conversation_rating.updated_at"},
		{Name: "rating_contact_id", Type: c.String, Path: "conversation_rating.contact.id"},
		{Name: "sla_name", Type: c.String, Path: "sla_applied.sla_name"},
		{Name: "sla_status", Type: c.String, Path: "sla_applied.sla_status"},
		{Name: "ai_agent_participated", Type: c.Bool},
		office("time_to_assignment"),
		office("time_to_admin_reply"),
		office("time_to_first_close"),
		office("time_to_last_close"),
		office("median_time_to_reply"),
		instant("first_contact_reply_at"),
		instant("first_admin_reply_at"),
		instant("first_close_at"),
		instant("last_close_at"),
		{Name: "count_reopens", Type: c.Int, Path: "statistics.count_reopens"},
		{Name: "count_assignments", Type: c.Int, Path: "statistics.count_assignments"},
		{Name: "count_parts", Type: c.Int, Path: "statistics.count_conversation_parts"},
	}}
}

// office is a statistic in seconds, of which the hours the office is closed are
// left out where the workspace has set office hours.
func office(name string) c.Column {
	return c.Column{Name: name, Type: c.Int, Path: "statistics." + name}
}

func instant(name string) c.Column {
	return c.Column{Name: name, Type: c.Timestamp, Path: "statistics." + name}
}

func parts() c.Stream {
	return c.Stream{Name: "conversation_parts", Key: []string{"conversation_id", "id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "conversation_id", Type: c.String},
		{Name: "id", Type: c.String},
		{Name: "part_type", Type: c.String},
		{Name: "state", Type: c.String},
		{Name: "is_first_reply", Type: c.Bool},
		{Name: "author_type", Type: c.String, Path: "author.type"},
		{Name: "author_id", Type: c.String, Path: "author.id"},
		{Name: "assigned_to_type", Type: c.String, Path: "assigned_to.type"},
		{Name: "assigned_to_id", Type: c.String, Path: "assigned_to.id"},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}

func contacts() c.Stream {
	return c.Stream{Name: "contacts", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "external_id", Type: c.String},
		{Name: "role", Type: c.String},
		{Name: "name", Type: c.String, PII: true},
		{Name: "email", Type: c.String, PII: true},
		{Name: "companies", Type: c.JSON, Path: "companies.data"},
		{Name: "custom_attributes", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
		{Name: "signed_up_at", Type: c.Timestamp},
		{Name: "last_seen_at", Type: c.Timestamp},
	}}
}

func companies() c.Stream {
	return c.Stream{Name: "companies", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "company_id", Type: c.String},
		{Name: "name", Type: c.String},
		{Name: "website", Type: c.String},
		{Name: "industry", Type: c.String},
		{Name: "plan", Type: c.String, Path: "plan.name"},
		{Name: "size", Type: c.Int},
		{Name: "monthly_spend", Type: c.Decimal},
		{Name: "user_count", Type: c.Int},
		{Name: "session_count", Type: c.Int},
		{Name: "custom_attributes", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
		{Name: "remote_created_at", Type: c.Timestamp},
		{Name: "last_request_at", Type: c.Timestamp},
	}}
}

func admins() c.Stream {
	return c.Stream{Name: "admins", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String, PII: true},
		{Name: "email", Type: c.String, PII: true},
		{Name: "has_inbox_seat", Type: c.Bool},
		{Name: "away_mode_enabled", Type: c.Bool},
		{Name: "team_ids", Type: c.JSON},
	}}
}
