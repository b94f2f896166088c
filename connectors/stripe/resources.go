package stripe

import (
	"net/url"

	"github.com/valyala/fastjson"
)

// resource is how one stream is asked for.
type resource struct {
	path   string
	query  url.Values // of the list, beside the paging
	expand []string   // fields given whole instead of as an id
	// nested is the list inside the object that must be complete, with the
	// request that pages it.
	nested       string
	nestedPath   func(id string) (path string, query url.Values)
	nestedExpand string // a field of its rows given whole
	// listed is true where the whole list is read again now and then, because not
	// every change makes an event.
	listed bool
	// events are the types whose object is or names one of this stream's.
	events []string
	// id finds the stream's object in the one the event shows; nil where they are the same.
	id func(object *fastjson.Value) string
}

// resources by stream. Stripe allows twenty types in one request for events.
func resources() map[string]resource {
	return map[string]resource{
		"customers": {path: "/v1/customers", events: types("customer.", "created", "updated", "deleted")},
		"products":  {path: "/v1/products", events: types("product.", "created", "updated", "deleted")},
		"prices":    {path: "/v1/prices", expand: []string{"tiers"}, events: types("price.", "created", "updated", "deleted")},
		"coupons":   {path: "/v1/coupons", events: types("coupon.", "created", "updated", "deleted")},
		"subscriptions": {path: "/v1/subscriptions", query: url.Values{"status": {"all"}}, expand: []string{"discounts", "items.data.discounts"},
			nested: "items", nestedPath: itemsOf, nestedExpand: "discounts", listed: true, id: fieldOf("discount", "subscription"),
			events: append(types("customer.subscription.", "created", "updated", "deleted", "paused", "resumed",
				"trial_will_end", "pending_update_applied", "pending_update_expired"),
				types("customer.discount.", "created", "updated", "deleted")...)},
		"invoices": {path: "/v1/invoices", expand: []string{"discounts", "lines.data.discounts"},
			nested: "lines", nestedPath: linesOf("invoices"), nestedExpand: "discounts", id: fieldOf("credit_note", "invoice"),
			events: append(types("invoice.", "created", "updated", "deleted", "finalized", "finalization_failed", "sent",
				"paid", "payment_succeeded", "payment_failed", "payment_action_required", "voided",
				"marked_uncollectible", "overdue"),
				types("credit_note.", "created", "updated", "voided")...)},
		"refunds": {path: "/v1/refunds", events: append(types("refund.", "created", "updated", "failed"), "charge.refund.updated")},
		"credit_notes": {path: "/v1/credit_notes", nested: "lines", nestedPath: linesOf("credit_notes"),
			events: types("credit_note.", "created", "updated", "voided")},
	}
}

func types(prefix string, names ...string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = prefix + name
	}
	return all
}

func itemsOf(id string) (string, url.Values) {
	return "/v1/subscription_items", url.Values{"subscription": {id}}
}

// linesOf pages the lines of a document of this kind.
func linesOf(kind string) func(id string) (string, url.Values) {
	return func(id string) (string, url.Values) {
		return "/v1/" + kind + "/" + url.PathEscape(id) + "/lines", url.Values{}
	}
}

// fieldOf takes the id from field when the event shows an object of that kind,
// and the object's own id otherwise.
func fieldOf(kind, field string) func(*fastjson.Value) string {
	return func(object *fastjson.Value) string {
		if string(object.GetStringBytes("object")) == kind {
			return idOf(object.Get(field))
		}
		return idOf(object)
	}
}

// idOf is the id of an object, given whole or as the id alone.
func idOf(v *fastjson.Value) string {
	if b := v.GetStringBytes("id"); b != nil {
		return string(b)
	}
	return string(v.GetStringBytes())
}
