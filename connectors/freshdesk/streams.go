package freshdesk

import c "quarterdeck/connectors"

// Streams declares what can be pulled.
func Streams() []c.Stream {
	return []c.Stream{tickets(), companies(), contacts(), agents(), ratings()}
}

func tickets() c.Stream {
	return c.Stream{Name: "tickets", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "company_id", Type: c.Int},
		{Name: "company_name", Type: c.String, Path: "company.name"},
		{Name: "requester_id", Type: c.Int},
		{Name: "requester_name", Type: c.String, Path: "requester.name", PII: true},
		{Name: "requester_email", Type: c.String, Path: "requester.email", PII: true},
		{Name: "responder_id", Type: c.Int},
		{Name: "group_id", Type: c.Int},
		{Name: "product_id", Type: c.Int},
		{Name: "subject", Type: c.String},
		{Name: "type", Type: c.String},
		{Name: "status", Type: c.Int},
		{Name: "priority", Type: c.Int},
		{Name: "source", Type: c.Int},
		{Name: "tags", Type: c.JSON},
		{Name: "custom_fields", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
		{Name: "due_by", Type: c.Timestamp},
		{Name: "first_response_due_by", Type: c.Timestamp, Path: "fr_due_by"},
		{Name: "is_escalated", Type: c.Bool},
		{Name: "first_response_escalated", Type: c.Bool, Path: "fr_escalated"},
		{Name: "spam", Type: c.Bool},
		{Name: "deleted", Type: c.Bool},
		milestone("first_responded_at"),
		milestone("agent_responded_at"),
		milestone("requester_responded_at"),
		milestone("pending_since"),
		milestone("resolved_at"),
		milestone("closed_at"),
		milestone("reopened_at"),
		milestone("status_updated_at"),
	}}
}

func milestone(name string) c.Column {
	return c.Column{Name: name, Type: c.Timestamp, Path: "stats." + name}
}

func companies() c.Stream {
	return c.Stream{Name: "companies", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "name", Type: c.String},
		{Name: "domains", Type: c.JSON},
		{Name: "health_score", Type: c.String},
		{Name: "account_tier", Type: c.String},
		{Name: "renewal_date", Type: c.Timestamp},
		{Name: "industry", Type: c.String},
		{Name: "custom_fields", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}

func contacts() c.Stream {
	return c.Stream{Name: "contacts", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "name", Type: c.String, PII: true},
		{Name: "email", Type: c.String, PII: true},
		{Name: "other_emails", Type: c.JSON, PII: true},
		{Name: "company_id", Type: c.Int},
		{Name: "other_companies", Type: c.JSON},
		{Name: "external_id", Type: c.String, Path: "unique_external_id"},
		{Name: "job_title", Type: c.String},
		{Name: "active", Type: c.Bool},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}

func agents() c.Stream {
	return c.Stream{Name: "agents", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "name", Type: c.String, Path: "contact.name", PII: true},
		{Name: "email", Type: c.String, Path: "contact.email", PII: true},
		{Name: "active", Type: c.Bool, Path: "contact.active"},
		{Name: "type", Type: c.String},
		{Name: "occasional", Type: c.Bool},
		{Name: "group_ids", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}

func ratings() c.Stream {
	return c.Stream{Name: "satisfaction_ratings", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "survey_id", Type: c.Int},
		{Name: "ticket_id", Type: c.Int},
		{Name: "user_id", Type: c.Int},
		{Name: "agent_id", Type: c.Int},
		{Name: "group_id", Type: c.Int},
		{Name: "score", Type: c.Int, Path: "ratings.default_question"},
		{Name: "feedback", Type: c.String},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}
