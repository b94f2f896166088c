package typeform

import c "quarterdeck/connectors"

// Streams declares what can be pulled.
func Streams() []c.Stream {
	return []c.Stream{forms(), responses()}
}

func forms() c.Stream {
	return c.Stream{Name: "forms", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "title", Type: c.String},
		{Name: "updated_at", Type: c.Timestamp, Path: "last_updated_at"},
		{Name: "fields", Type: c.JSON},
	}}
}

func responses() c.Stream {
	return c.Stream{Name: "responses", Key: []string{"form_id", "response_id"}, Columns: []c.Column{
		{Name: "form_id", Type: c.String},
		{Name: "response_id", Type: c.String},
		{Name: "response_type", Type: c.String},
		{Name: "landed_at", Type: c.Timestamp},
		{Name: "submitted_at", Type: c.Timestamp},
		{Name: "account_id", Type: c.String},
		{Name: "hidden", Type: c.JSON, PII: true},
		{Name: "answers", Type: c.JSON, PII: true},
		{Name: "score", Type: c.Float, Path: "calculated.score"},
	}}
}
