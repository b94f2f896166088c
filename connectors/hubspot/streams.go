package hubspot

import (
	"strings"

	c "quarterdeck/connectors"
)

// Streams declares what can be pulled.
func Streams() []c.Stream {
	return []c.Stream{companies(), contacts(), deals(), owners()}
}

func companies() c.Stream {
	return c.Stream{Name: "companies", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String, Path: "properties.name"},
		{Name: "domain", Type: c.String, Path: "properties.domain"},
		{Name: "lifecycle_stage", Type: c.String, Path: "properties.lifecyclestage"},
		{Name: "owner_id", Type: c.String, Path: "properties.hubspot_owner_id"},
		{Name: "parent_id", Type: c.String, Path: "properties.hs_parent_company_id"},
		{Name: "merged_ids", Type: c.String, Path: inProperties + mergedProperty},
		{Name: "created_at", Type: c.Timestamp, Path: "createdAt"},
		{Name: "updated_at", Type: c.Timestamp, Path: "updatedAt"},
		{Name: "archived", Type: c.Bool},
		// The two below are made by attributes.go under our own names.
		{Name: "attributes", Type: c.JSON},
		{Name: "attribute_history", Type: c.JSON},
	}}
}

func contacts() c.Stream {
	return c.Stream{Name: "contacts", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "email", Type: c.String, Path: "properties.email", PII: true},
		{Name: "first_name", Type: c.String, Path: "properties.firstname", PII: true},
		{Name: "last_name", Type: c.String, Path: "properties.lastname", PII: true},
		{Name: "job_title", Type: c.String, Path: "properties.jobtitle"},
		{Name: "company_id", Type: c.String, Path: "properties.associatedcompanyid"},
		{Name: "owner_id", Type: c.String, Path: "properties.hubspot_owner_id"},
		{Name: "merged_ids", Type: c.String, Path: inProperties + mergedProperty},
		{Name: "created_at", Type: c.Timestamp, Path: "createdAt"},
		{Name: "updated_at", Type: c.Timestamp, Path: "updatedAt"},
		{Name: "archived", Type: c.Bool},
	}}
}

func deals() c.Stream {
	return c.Stream{Name: "deals", Key: []string{"id"}, Version: "updated_at", Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "name", Type: c.String, Path: "properties.dealname"},
		{Name: "amount", Type: c.Decimal, Path: "properties.amount"},
		{Name: "currency", Type: c.String, Path: "properties.deal_currency_code"},
		{Name: "close_date", Type: c.Timestamp, Path: "properties.closedate"},
		{Name: "stage", Type: c.String, Path: "properties.dealstage"},
		{Name: "pipeline", Type: c.String, Path: "properties.pipeline"},
		{Name: "deal_type", Type: c.String, Path: "properties.dealtype"},
		{Name: "owner_id", Type: c.String, Path: "properties.hubspot_owner_id"},
		{Name: "is_closed", Type: c.Bool, Path: "properties.hs_is_closed"},
		{Name: "is_won", Type: c.Bool, Path: "properties.hs_is_closed_won"},
		{Name: "probability", Type: c.Float, Path: "properties.hs_deal_stage_probability"},
		{Name: "merged_ids", Type: c.String, Path: inProperties + mergedProperty},
		// Made by associations.go from the deal's associated companies.
		{Name: "company_ids", Type: c.JSON},
		{Name: "created_at", Type: c.Timestamp, Path: "createdAt"},
		{Name: "updated_at", Type: c.Timestamp, Path: "updatedAt"},
		{Name: "archived", Type: c.Bool},
	}}
}

func owners() c.Stream {
	return c.Stream{Name: "owners", Key: []string{"id"}, Columns: []c.Column{
		{Name: "id", Type: c.String},
		{Name: "email", Type: c.String, PII: true},
		{Name: "first_name", Type: c.String, Path: "firstName"},
		{Name: "last_name", Type: c.String, Path: "lastName"},
		{Name: "archived", Type: c.Bool},
		{Name: "created_at", Type: c.Timestamp, Path: "createdAt"},
		{Name: "updated_at", Type: c.Timestamp, Path: "updatedAt"},
	}}
}

const (
	inProperties = "properties."
	// mergedProperty lists the ids of the records this one swallowed.
	mergedProperty = "hs_merged_object_ids"
)

// properties are the names to ask for: those the columns read and more.
func properties(s c.Stream, more []string) []string {
	var names []string
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, column := range s.Columns {
		if name, ok := strings.CutPrefix(column.Path, inProperties); ok {
			add(name)
		}
	}
	for _, name := range more {
		add(name)
	}
	return names
}
