package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// holds complains about a row that lacks a field, or has one it must not have.
func holds(t *testing.T, what string, row map[string]any, present, absent string) {
	t.Helper()
	for _, name := range strings.Fields(present) {
		if _, ok := row[name]; !ok {
			t.Errorf("%s %v has no %s", what, row["id"], name)
		}
	}
	for _, name := range strings.Fields(absent) {
		if v, ok := row[name]; ok {
			t.Errorf("%s %v has %s = %v", what, row["id"], name, v)
		}
	}
}

// TestStripeShapes holds the fields that moved, appeared or went with the
// pinned API version; the lists follow the vendor's published specification.
func TestStripeShapes(t *testing.T) {
	c := visit(t, 120, Options{})
	metered, canceled := 0, 0
	for _, sub := range rowsOf(c.get("/stripe/v1/subscriptions?status=all&limit=100"), "data") {
		holds(t, "subscription", sub, "automatic_tax billing_cycle_anchor billing_mode cancel_at_period_end collection_method created currency customer discounts id "+
			"invoice_settings items livemode metadata object start_date status pause_collection trial_end cancellation_details",
			"current_period_start current_period_end discount plan quantity")
		for _, item := range rowsOf(sub["items"].(map[string]any), "data") {
			holds(t, "item", item, "id current_period_start current_period_end price created discounts subscription", "plan")
			if dig(item, "price", "recurring", "usage_type") == "metered" {
				metered++
				holds(t, "metered item", item, "", "quantity")
			} else {
				holds(t, "item", item, "quantity", "")
			}
		}
		if sub["status"] == "canceled" {
			canceled++
			if sub["ended_at"] == nil || sub["canceled_at"] == nil {
				t.Errorf("canceled %v has no ended_at or canceled_at", sub["id"])
			}
		}
	}
	if metered == 0 || canceled == 0 {
		t.Errorf("got %d metered items and %d canceled subscriptions, want some", metered, canceled)
	}
}

// TestStripeInvoiceShapes does the same for invoices and their lines.
func TestStripeInvoiceShapes(t *testing.T) {
	c := visit(t, 120, Options{})
	expanded := 0
	for _, inv := range rowsOf(c.get("/stripe/v1/invoices?limit=100&expand[]=data.discounts"), "data") {
		holds(t, "invoice", inv, "amount_due amount_overpaid amount_paid amount_paid_off_stripe amount_remaining amount_shipping attempt_count attempted "+
			"automatic_tax billing_reason created currency default_tax_rates discounts ending_balance id issuer lines livemode number parent "+
			"payment_settings period_end period_start post_payment_credit_notes_amount starting_balance status status_transitions subtotal total total_excluding_tax total_taxes",
			"paid tax subscription charge payment_intent discount")
		if integer(t, inv["amount_due"]) != integer(t, inv["amount_paid"])+integer(t, inv["amount_remaining"]) {
			t.Errorf("%v: due is not paid plus remaining", inv["id"])
		}
		for _, d := range inv["discounts"].([]any) {
			expanded++
			if dig(d, "source", "type") != "coupon" || text(dig(d, "source", "coupon")) == "" {
				t.Errorf("%v: discount %v has no source coupon", inv["id"], d)
			}
		}
		for _, line := range rowsOf(inv["lines"].(map[string]any), "data") {
			holds(t, "line", line, "amount currency discount_amounts discountable id livemode object parent period pricing quantity subtotal", "price proration type unit_amount")
		}
	}
	if expanded == 0 {
		t.Error("no expanded discount in the newest hundred invoices")
	}
}

func TestStripeDefaultsAndErrors(t *testing.T) {
	c := visit(t, 40, Options{})
	if n := len(rowsOf(c.get("/stripe/v1/invoices"), "data")); n != 10 {
		t.Errorf("default page: got %d, want 10", n)
	}
	for _, sub := range rowsOf(c.get("/stripe/v1/subscriptions?limit=100"), "data") {
		if sub["status"] == "canceled" {
			t.Error("canceled subscriptions come without status=all")
		}
	}
	status, _, body := c.do(http.MethodGet, "/stripe/v1/invoices?limit=101", nil)
	if status != http.StatusBadRequest || dig(decode(t, body), "error", "param") != "limit" {
		t.Errorf("limit 101: got %d %s", status, body)
	}
	status, _, body = c.do(http.MethodGet, "/stripe/v1/customers/cus_nobody", nil)
	if status != http.StatusNotFound || dig(decode(t, body), "error", "code") != "resource_missing" {
		t.Errorf("unknown customer: got %d %s", status, body)
	}
}

func TestStripeEvents(t *testing.T) {
	c := visit(t, 60, Options{})
	var oldest int64 = 1 << 60
	for last, more := "", true; more; {
		page := c.get("/stripe/v1/events?limit=100&types[]=invoice.paid&types[]=customer.subscription.*&starting_after=" + last)
		for _, e := range rowsOf(page, "data") {
			last, oldest = text(e["id"]), integer(t, e["created"])
			if kind := text(e["type"]); kind != "invoice.paid" && !strings.HasPrefix(kind, "customer.subscription.") {
				t.Errorf("got an event of type %s", kind)
			}
			if got := dig(e, "data", "object", "object"); got != "invoice" && got != "subscription" {
				t.Errorf("%s is about %v", last, got)
			}
		}
		more = page["has_more"] == true
	}
	if age := night.Unix() - oldest; age > 30*86400 || age < 25*86400 {
		t.Errorf("oldest event: %d seconds old, want just under thirty days", age)
	}
	for _, e := range rowsOf(c.get(fmt.Sprintf("/stripe/v1/events?limit=100&created[gte]=%d", night.Add(-48*time.Hour).Unix())), "data") {
		if integer(t, e["created"]) < night.Add(-48*time.Hour).Unix() {
			t.Errorf("event %v is older than asked for", e["id"])
		}
	}
}

func TestStripeDeletedCustomer(t *testing.T) {
	c := visit(t, 120, Options{})
	for _, a := range c.sim.world.Accounts {
		if len(a.Billing) < 2 {
			continue
		}
		gone := a.Billing[1]
		c.now = gone.Deleted.Add(time.Hour)
		if got := c.get("/stripe/v1/customers/" + gone.ID); got["deleted"] != true || len(got) != 3 {
			t.Errorf("deleted customer: got %v", got)
		}
		events := rowsOf(c.get("/stripe/v1/events?type=customer.deleted"), "data")
		if len(events) != 1 || dig(events[0], "data", "object", "id") != gone.ID {
			t.Errorf("got %d customer.deleted events, want one", len(events))
		}
		return
	}
	t.Error("no deleted customer in the world")
}
