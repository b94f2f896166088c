package qualtrics

import c "quarterdeck/connectors"

// Streams declares what can be pulled.
func Streams() []c.Stream {
	return []c.Stream{surveys(), responses()}
}

func surveys() c.Stream {
	return c.Stream{Name: "surveys", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String},
		{Name: "owner_id", Type: c.String},
		{Name: "is_active", Type: c.Bool},
		{Name: "created_at", Type: c.Timestamp},
		{Name: "modified_at", Type: c.Timestamp},
		{Name: "questions", Type: c.JSON},
	}}
}

func responses() c.Stream {
	return c.Stream{Name: "responses", Key: []string{"survey_id", "response_id"}, Columns: []c.Column{
		{Name: "survey_id", Type: c.String},
		{Name: "response_id", Type: c.String, Path: "responseId"},
		{Name: "recorded_at", Type: c.Timestamp, Path: "recordedDate"},
		{Name: "started_at", Type: c.Timestamp, Path: "startDate"},
		{Name: "ended_at", Type: c.Timestamp, Path: "endDate"},
		{Name: "modified_at", Type: c.Timestamp, Path: "_lastModifiedDate"},
		{Name: "status", Type: c.Int},
		{Name: "finished", Type: c.Bool},
		{Name: "progress", Type: c.Int},
		{Name: "duration_seconds", Type: c.Int, Path: "duration"},
		{Name: "distribution_channel", Type: c.String, Path: "distributionChannel"},
		{Name: "recipient_email", Type: c.String, Path: "recipientEmail", PII: true},
		{Name: "external_reference", Type: c.String, Path: "externalDataReference"},
		{Name: "user_language", Type: c.String, Path: "userLanguage"},
		{Name: "account_id", Type: c.String},
		{Name: "answers", Type: c.JSON, Path: "values", PII: true},
		{Name: "labels", Type: c.JSON, PII: true},
	}}
}

// lifted are the values of a response that have columns of their own.
func lifted() []string {
	return []string{"recordedDate", "startDate", "endDate", "_lastModifiedDate", "status", "progress", "duration",
		"distributionChannel", "recipientEmail", "externalDataReference", "userLanguage"}
}

// unkept only say what the respondent was shown.
func unkept(stream string) []string {
	if stream == "responses" {
		return []string{"displayedFields", "displayedValues"}
	}
	return nil
}
