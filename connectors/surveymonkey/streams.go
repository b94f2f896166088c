package surveymonkey

import c "quarterdeck/connectors"

// Streams declares what can be pulled.
func Streams() []c.Stream {
	return []c.Stream{surveys(), responses()}
}

func surveys() c.Stream {
	return c.Stream{Name: "surveys", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "title", Type: c.String},
		{Name: "nickname", Type: c.String},
		{Name: "language", Type: c.String},
		{Name: "question_count", Type: c.Int},
		{Name: "created_at", Type: c.Timestamp, Path: "date_created"},
		{Name: "modified_at", Type: c.Timestamp, Path: "date_modified"},
		{Name: "pages", Type: c.JSON},
	}}
}

func responses() c.Stream {
	return c.Stream{Name: "responses", Key: []string{"survey_id", "response_id"}, Version: "modified_at", Columns: []c.Column{
		{Name: "survey_id", Type: c.String},
		{Name: "response_id", Type: c.String, Path: "id"},
		{Name: "status", Type: c.String, Path: "response_status"},
		{Name: "created_at", Type: c.Timestamp, Path: "date_created"},
		{Name: "modified_at", Type: c.Timestamp, Path: "date_modified"},
		{Name: "collector_id", Type: c.String},
		{Name: "recipient_id", Type: c.String},
		{Name: "collection_mode", Type: c.String},
		{Name: "total_time", Type: c.Int},
		{Name: "account_id", Type: c.String},
		{Name: "custom_value", Type: c.String, PII: true},
		{Name: "custom_variables", Type: c.JSON, PII: true},
		{Name: "metadata", Type: c.JSON, PII: true},
		{Name: "ip_address", Type: c.String, PII: true},
		{Name: "pages", Type: c.JSON, PII: true},
	}}
}

// unkept are fields that lead to the vendor's own web pages or count answers.
func unkept(stream string) []string {
	if stream == "surveys" {
		return []string{"response_count", "href", "buttons_text", "preview", "edit_url", "collect_url", "analyze_url", "summary_url"}
	}
	return []string{"href", "edit_url", "analyze_url"}
}
