package config

import "slices"

// OwnSource is the source the program records its own publications under. No
// configured one may be called so.
const OwnSource = "quarterdeck"

// SourceType says what a source of this type must and may be given.
type SourceType struct {
	Name string
	// Required and Optional are YAML keys beside name and type.
	Required []string
	Optional []string
	// Pulls is a phrase for people: what comes from it.
	Pulls string
}

// SourceTypes are the types a source may have, in the order people meet them.
// connectors/all opens each of them; a test there keeps the two lists equal.
func SourceTypes() []SourceType {
	common := []string{"base_url", "rate", "max_rejects", "allow_private_hosts"}
	with := func(more ...string) []string { return append(slices.Clone(common), more...) }
	return []SourceType{
		{"hubspot", []string{"token"}, with("attributes", "portal"), "companies, contacts, deals and owners"},
		{"salesforce", []string{"subdomain", "client_id", "client_secret"}, with("refresh_token", "attributes"), "accounts with their history, contacts, opportunities and users"},
		{"stripe", []string{"token"}, common, "customers, subscriptions, prices, coupons, invoices, refunds and credit notes"},
		{"chargebee", []string{"token", "subdomain"}, common, "customers, subscriptions, item prices, coupons, invoices and credit notes"},
		{"zendesk", []string{"token", "email", "subdomain"}, with("start"), "tickets, users, organizations, metric events, ratings and survey responses"},
		{"intercom", []string{"token"}, with("region", "start"), "conversations with ratings, contacts, companies and admins"},
		{"freshdesk", []string{"token", "subdomain"}, with("start"), "tickets, companies, contacts, agents and ratings"},
		{"typeform", []string{"token"}, with("group_key", "surveys"), "forms and responses"},
		{"surveymonkey", []string{"token"}, with("region", "group_key", "surveys"), "surveys and responses"},
		{"qualtrics", []string{"token", "subdomain"}, with("group_key", "surveys"), "surveys and responses"},
		{"mixpanel", []string{"token", "username", "project_id", "start"}, with("region", "group_key"), "product events"},
		{"amplitude", []string{"api_key", "token", "start"}, with("region", "group_key"), "product events"},
		{"posthog", []string{"token", "project_id", "start"}, with("region", "group_key"), "product events"},
		{"segment", []string{"path"}, []string{"group_key", "max_rejects"}, "product events from files of Segment messages"},
		{"rest", []string{"base_url", "tables"}, []string{"rate", "max_rejects", "attributes", "surveys", "token", "username", "client_id", "client_secret", "auth", "headers", "allow_private_hosts"}, "canonical tables from any API that answers with JSON"},
		{"files", []string{"tables"}, []string{"attributes", "surveys", "max_rejects"}, "canonical tables from CSV, JSONL and Parquet files"},
	}
}

func sourceType(name string) (SourceType, bool) {
	for _, t := range SourceTypes() {
		if t.Name == name {
			return t, true
		}
	}
	return SourceType{}, false
}

// given lists which of the type-specific keys the source sets.
func (s Source) given() map[string]bool {
	return map[string]bool{
		"token":      s.Token != "",
		"base_url":   s.BaseURL != "",
		"email":      s.Email != "",
		"username":   s.Username != "",
		"subdomain":  s.Subdomain != "",
		"project_id": s.ProjectID != "",
		"portal":     s.Portal != "",
		"group_key":  s.GroupKey != "",
		"start":      s.Start != "",
		"rate":       s.Rate != 0,
		"attributes": s.Attributes != nil,
		"tables":     s.Tables != nil,

		"api_key":             s.APIKey != "",
		"client_id":           s.ClientID != "",
		"client_secret":       s.ClientSecret != "",
		"refresh_token":       s.RefreshToken != "",
		"region":              s.Region != "",
		"surveys":             s.Surveys != nil,
		"path":                s.Path != "",
		"max_rejects":         s.MaxRejects != nil,
		"auth":                s.Auth != Auth{},
		"headers":             s.Headers != nil,
		"allow_private_hosts": s.AllowPrivateHosts != nil,
	}
}
