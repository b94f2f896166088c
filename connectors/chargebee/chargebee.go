package chargebee

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	pageSize = "100"
	// lookBack covers changes that were committed late, and the second that
	// "after" leaves out.
	lookBack = 120 * time.Second
)

// Source is one Chargebee site.
type Source struct {
	client *rest.Client
	now    func() time.Time
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing. The API key is sent as the user name.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: src.BaseURL, Auth: rest.Basic(src.Token.Reveal(), ""),
		Advise: advise, Rate: rest.Rate{PerSecond: 2.4, Burst: 10}}
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://" + src.Subdomain + ".chargebee.com"
	}
	if src.Rate > 0 {
		cfg.Rate = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	return &Source{client: client, now: deps.Now}, nil
}

// advise says what to change at Chargebee when it refuses a request. Its own
// error codes tell more than the status.
func advise(_ rest.Request, status int, _ http.Header, body []byte) string {
	says := func(code string) bool { return strings.Contains(string(body), code) }
	switch {
	case says("configuration_incompatible"):
		return "the site has product catalogue 1.0 (plans and addons) and only 2.0 (item prices) is read: " +
			"in Chargebee, Settings → Configure Chargebee → Product Catalog"
	case says("site_not_found"):
		return "no site of this name: subdomain is what stands before .chargebee.com"
	case status == http.StatusUnauthorized:
		return "in Chargebee, Settings → Configure Chargebee → API Keys, copy the key again; a test site has keys of its own"
	case says("api_authorization_failed"), status == http.StatusForbidden:
		return "the API key may not read this: in Chargebee, Settings → Configure Chargebee → API Keys, make a read-only key with access to all data"
	}
	return ""
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check reads one record of the stream, of the customers when none is named.
func (s *Source) Check(ctx context.Context, stream string) error {
	if stream == "" {
		stream = "customers"
	}
	if _, err := connectors.Find(Streams(), stream); err != nil {
		return err
	}
	var page rest.Page
	req := rest.Request{Stream: stream, Path: resources()[stream].path, Query: url.Values{"limit": {"1"}}}
	_, err := s.client.JSON(ctx, req, &page)
	return err
}

// resource is how one stream is asked for.
type resource struct {
	path string
	// member is the name under which an element of the list holds the record.
	member string
	// sort is what the list can be sorted by once it is filtered by updated_at.
	sort string
	// tombstones is true where deleted records can be asked for.
	tombstones bool
	// nested are the lists of a record that may go on under an offset of their own.
	nested []string
}

// resources by stream. Credit notes and coupons cannot be sorted by updated_at.
func resources() map[string]resource {
	lines := []string{"line_items", "line_item_discounts", "line_item_taxes"}
	return map[string]resource{
		"customers":     {path: "/api/v2/customers", member: "customer", sort: updatedAt, tombstones: true},
		"subscriptions": {path: "/api/v2/subscriptions", member: "subscription", sort: updatedAt, tombstones: true},
		"item_prices":   {path: "/api/v2/item_prices", member: "item_price", sort: updatedAt},
		"coupons":       {path: "/api/v2/coupons", member: "coupon", sort: "created_at"},
		"invoices":      {path: "/api/v2/invoices", member: "invoice", sort: updatedAt, tombstones: true, nested: lines},
		"credit_notes":  {path: "/api/v2/credit_notes", member: "credit_note", sort: "date", tombstones: true, nested: lines},
	}
}

const updatedAt = "updated_at"
