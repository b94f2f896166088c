package config

import "testing"

func TestRecordLinks(t *testing.T) {
	for _, c := range []struct {
		name        string
		source      Source
		stream, key string
		want        string
	}{
		{"a Zendesk ticket", Source{Type: "zendesk", Subdomain: "acme"}, "tickets", "17", "https://acme.zendesk.com/agent/tickets/17"},
		{"a Freshdesk ticket", Source{Type: "freshdesk", Subdomain: "acme"}, "tickets", "17", "https://acme.freshdesk.com/a/tickets/17"},
		{"a Stripe subscription", Source{Type: "stripe"}, "subscriptions", "sub_1", "https://dashboard.stripe.com/subscriptions/sub_1"},
		{"a Chargebee subscription", Source{Type: "chargebee", Subdomain: "acme-test"}, "subscriptions", "s1", "https://acme-test.chargebee.com/d/subscriptions/s1"},
		{"a Salesforce account", Source{Type: "salesforce", Subdomain: "acme"}, "accounts", "001A", "https://acme.my.salesforce.com/001A"},
		{"a Salesforce account by the whole host", Source{Type: "salesforce", Subdomain: "acme.my.salesforce.com"}, "accounts", "001A", "https://acme.my.salesforce.com/001A"},
		{"a HubSpot company", Source{Type: "hubspot", Portal: "4711"}, "companies", "9", "https://app.hubspot.com/contacts/4711/company/9"},
		{"a HubSpot company of an unknown portal", Source{Type: "hubspot"}, "companies", "9", ""},
		{"a Typeform answer", Source{Type: "typeform"}, "responses", "f1/r1", "https://admin.typeform.com/form/f1/results#responses"},
		{"an odd key", Source{Type: "stripe"}, "invoices", "a/b?c", "https://dashboard.stripe.com/invoices/a%2Fb%3Fc"},
		{"a stream without pages", Source{Type: "stripe"}, "prices", "p1", ""},
		{"a vendor without pages", Source{Type: "files"}, "tickets", "17", ""},
		{"another host", Source{Type: "zendesk", Subdomain: "acme", BaseURL: "http://127.0.0.1:9"}, "tickets", "17", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.source.RecordLink(c.stream, c.key); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
