package config

import (
	"net/url"
	"strings"
)

// recordLinks are the pages of records in the vendors' own programs, by type and
// stream. {id} is the record's key at the vendor, {form} its first part where the
// key has two.
func recordLinks() map[string]map[string]string {
	return map[string]map[string]string{
		"hubspot": {
			"companies": "https://app.hubspot.com/contacts/{portal}/company/{id}",
			"contacts":  "https://app.hubspot.com/contacts/{portal}/contact/{id}",
			"deals":     "https://app.hubspot.com/contacts/{portal}/deal/{id}",
		},
		"salesforce": {
			"accounts":      "https://{subdomain}.my.salesforce.com/{id}",
			"contacts":      "https://{subdomain}.my.salesforce.com/{id}",
			"opportunities": "https://{subdomain}.my.salesforce.com/{id}",
		},
		"stripe": {
			"customers":     "https://dashboard.stripe.com/customers/{id}",
			"subscriptions": "https://dashboard.stripe.com/subscriptions/{id}",
			"invoices":      "https://dashboard.stripe.com/invoices/{id}",
		},
		"chargebee": {
			"customers":     "https://{subdomain}.chargebee.com/d/customers/{id}",
			"subscriptions": "https://{subdomain}.chargebee.com/d/subscriptions/{id}",
			"invoices":      "https://{subdomain}.chargebee.com/d/invoices/{id}",
		},
		"zendesk": {
			"tickets":       "https://{subdomain}.zendesk.com/agent/tickets/{id}",
			"organizations": "https://{subdomain}.zendesk.com/agent/organizations/{id}",
		},
		"freshdesk": {
			"tickets":   "https://{subdomain}.freshdesk.com/a/tickets/{id}",
			"companies": "https://{subdomain}.freshdesk.com/a/companies/{id}",
		},
		"typeform": {"responses": "https://admin.typeform.com/form/{form}/results#responses"},
	}
}

// RecordLink is where a person sees the record of a stream; empty where the vendor
// has no such page, or the account's name is not known. A base_url of its own
// leads to no page we know.
func (s Source) RecordLink(stream, key string) string {
	link := recordLinks()[s.Type][stream]
	if link == "" || s.BaseURL != "" {
		return ""
	}
	form, _, _ := strings.Cut(key, "/")
	parts := []struct{ name, value string }{
		{"{subdomain}", strings.TrimSuffix(s.Subdomain, ".my.salesforce.com")},
		{"{portal}", s.Portal},
		{"{form}", form},
		{"{id}", key},
	}
	for _, part := range parts {
		if strings.Contains(link, part.name) && part.value == "" {
			return ""
		}
		link = strings.ReplaceAll(link, part.name, url.PathEscape(part.value))
	}
	return link
}
