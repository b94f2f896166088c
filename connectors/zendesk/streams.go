package zendesk

import c "quarterdeck/connectors"

// Streams declares what can be pulled.
func Streams() []c.Stream {
	return []c.Stream{tickets(), users(), organizations(), metricEvents(), ratings(), surveyResponses()}
}

func tickets() c.Stream {
	return c.Stream{Name: "tickets", Key: []string{"id"}, Version: "generated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "organization_id", Type: c.Int},
		{Name: "requester_id", Type: c.Int},
		{Name: "submitter_id", Type: c.Int},
		{Name: "assignee_id", Type: c.Int},
		{Name: "subject", Type: c.String},
		{Name: "status", Type: c.String},
		{Name: "priority", Type: c.String},
		{Name: "type", Type: c.String},
		{Name: "channel", Type: c.String, Path: "via.channel"},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
		{Name: "generated_at", Type: c.Timestamp, Path: "generated_timestamp"},
		{Name: "tags", Type: c.JSON},
		{Name: "satisfaction_score", Type: c.String, Path: "satisfaction_rating.score"},
		{Name: "reopens", Type: c.Int, Path: "metric_set.reopens"},
		minutes("first_reply_minutes", "reply_time", "calendar"),
		minutes("first_reply_minutes_business", "reply_time", "business"),
		minutes("first_resolution_minutes", "first_resolution_time", "calendar"),
		minutes("first_resolution_minutes_business", "first_resolution_time", "business"),
		minutes("full_resolution_minutes", "full_resolution_time", "calendar"),
		minutes("full_resolution_minutes_business", "full_resolution_time", "business"),
		minutes("requester_wait_minutes", "requester_wait_time", "calendar"),
		minutes("requester_wait_minutes_business", "requester_wait_time", "business"),
		{Name: "solved_at", Type: c.Timestamp, Path: "metric_set.solved_at"},
		{Name: "assigned_at", Type: c.Timestamp, Path: "metric_set.assigned_at"},
		{Name: "initially_assigned_at", Type: c.Timestamp, Path: "metric_set.initially_assigned_at"},
	}}
}

func minutes(name, metric, hours string) c.Column {
	return c.Column{Name: name, Type: c.Int, Path: "metric_set." + metric + "_in_minutes." + hours}
}

func users() c.Stream {
	return c.Stream{Name: "users", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "name", Type: c.String, PII: true},
		{Name: "email", Type: c.String, PII: true},
		{Name: "role", Type: c.String},
		{Name: "organization_id", Type: c.Int},
		{Name: "external_id", Type: c.String},
		{Name: "active", Type: c.Bool},
		{Name: "suspended", Type: c.Bool},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}

func organizations() c.Stream {
	return c.Stream{Name: "organizations", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "name", Type: c.String},
		{Name: "external_id", Type: c.String},
		{Name: "domain_names", Type: c.JSON},
		{Name: "tags", Type: c.JSON},
		{Name: "organization_fields", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}

func metricEvents() c.Stream {
	return c.Stream{Name: "ticket_metric_events", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "ticket_id", Type: c.Int},
		{Name: "metric", Type: c.String},
		{Name: "instance_id", Type: c.Int},
		{Name: "type", Type: c.String},
		{Name: "occurred_at", Type: c.Timestamp, Path: "time"},
	}}
}

func ratings() c.Stream {
	return c.Stream{Name: "satisfaction_ratings", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.Int},
		{Name: "ticket_id", Type: c.Int},
		{Name: "requester_id", Type: c.Int},
		{Name: "score", Type: c.String},
		{Name: "comment", Type: c.String},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "updated_at", Type: c.Timestamp},
	}}
}

func surveyResponses() c.Stream {
	return c.Stream{Name: "survey_responses", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "survey_id", Type: c.String, Path: "survey.id"},
		{Name: "survey_version", Type: c.Int, Path: "survey.version"},
		{Name: "responder_id", Type: c.Int},
		{Name: "subjects", Type: c.JSON},
		{Name: "answers", Type: c.JSON},
		{Name: "expires_at", Type: c.Timestamp},
	}}
}
