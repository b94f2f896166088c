package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// cbWalk reads a list to its end and returns the records, whatever wraps them.
func cbWalk(c *client, path, member string) []map[string]any {
	c.t.Helper()
	var all []map[string]any
	for offset := ""; ; {
		page := c.get(path + "&offset=" + url.QueryEscape(offset))
		for _, element := range rowsOf(page, "list") {
			all = append(all, element[member].(map[string]any))
		}
		if page["next_offset"] == nil {
			return all
		}
		offset = text(page["next_offset"])
	}
}

func TestChargebeePaging(t *testing.T) {
	c := visit(t, 40, Options{})
	counts := map[string]int{}
	for _, a := range c.sim.world.Accounts {
		for _, b := range a.Billing {
			if !b.Created.After(c.now) {
				counts["customers"]++
			}
		}
		for _, s := range a.Subs {
			if !s.Created.After(c.now) {
				counts["subscriptions"]++
			}
			for _, inv := range s.Invoices {
				if cbBilled(inv) && !inv.Created.After(c.now) {
					counts["invoices"]++
				}
			}
		}
	}
	for path, want := range counts {
		for _, query := range []string{"?limit=13&include_deleted=true", "?limit=13&include_deleted=true&sort_by[asc]=updated_at"} {
			seen := once{t: t, what: path + query}
			last := int64(0)
			for _, row := range cbWalk(c, "/chargebee/api/v2/"+path+query, strings.TrimSuffix(path, "s")) {
				seen.add(text(row["id"]))
				at := integer(t, row["updated_at"])
				if strings.Contains(query, "sort_by") && at < last {
					t.Errorf("%s: %v comes after a later one", path, row["id"])
				}
				if last = at; integer(t, row["resource_version"])/1000 != at {
					t.Errorf("%s: resource_version %v of updated_at %d", path, row["resource_version"], at)
				}
			}
			seen.want(want)
		}
	}
	if n := len(rowsOf(c.get("/chargebee/api/v2/invoices"), "list")); n != 10 {
		t.Errorf("default page: got %d, want 10", n)
	}
}

// TestChargebeeFilters: "after" leaves out the second it names, and what was
// deleted only comes when asked for.
func TestChargebeeFilters(t *testing.T) {
	c := visit(t, 120, Options{})
	all := cbWalk(c, "/chargebee/api/v2/subscriptions?limit=100", "subscription")
	edge := integer(t, all[len(all)/2]["updated_at"])
	want := 0
	for _, row := range all {
		if integer(t, row["updated_at"]) > edge {
			want++
		}
	}
	if got := len(cbWalk(c, fmt.Sprintf("/chargebee/api/v2/subscriptions?limit=100&updated_at[after]=%d", edge), "subscription")); got != want || want == 0 {
		t.Errorf("after %d: %d rows, want %d", edge, got, want)
	}
	live := len(cbWalk(c, "/chargebee/api/v2/customers?limit=100", "customer"))
	deleted := 0
	for _, row := range cbWalk(c, "/chargebee/api/v2/customers?limit=100&include_deleted=true", "customer") {
		if row["deleted"] == true {
			deleted++
		} else {
			live--
		}
	}
	if deleted == 0 || live != 0 {
		t.Errorf("%d deleted customers, %d live ones too many", deleted, live)
	}
}

func TestChargebeeShapes(t *testing.T) {
	c := visit(t, 120, Options{})
	long, discounts := 0, 0
	for _, inv := range cbWalk(c, "/chargebee/api/v2/invoices?limit=100", "invoice") {
		holds(t, "invoice", inv, "id customer_id subscription_id status date due_date total sub_total tax amount_paid amount_due credits_applied price_type "+
			"currency_code line_items linked_payments resource_version updated_at deleted exchange_rate", "lines currency created")
		asked := integer(t, inv["amount_paid"]) + integer(t, inv["amount_due"]) + integer(t, inv["credits_applied"])
		if asked != integer(t, inv["total"]) {
			t.Errorf("%v: paid, due and credits make %d of %v", inv["id"], asked, inv["total"])
		}
		if next, more := inv["line_items_next_offset"]; more {
			long++
			rest := c.get("/chargebee/api/v2/invoices/" + text(inv["id"]) + "?line_items_offset=" + text(next))["invoice"].(map[string]any)
			if len(rowsOf(rest, "line_items")) == 0 || text(rowsOf(rest, "line_items")[0]["id"]) == text(rowsOf(inv, "line_items")[0]["id"]) {
				t.Errorf("%v: the rest of the lines is %v", inv["id"], rest["line_items"])
			}
		}
		for _, line := range rowsOf(inv, "line_items") {
			holds(t, "line", line, "id date_from date_to unit_amount quantity amount entity_type entity_id pricing_model", "period price")
			if integer(t, line["amount"]) < 0 {
				t.Errorf("%v has a negative line", inv["id"])
			}
		}
		discounts += len(rowsOf(inv, "line_item_discounts"))
	}
	if long == 0 || discounts == 0 {
		t.Errorf("%d documents of many lines, %d discounts; want some", long, discounts)
	}
	statuses := map[string]int{}
	c.now = night.AddDate(0, -5, 0) // when somebody has given notice
	for _, sub := range cbWalk(c, "/chargebee/api/v2/subscriptions?limit=100", "subscription") {
		holds(t, "subscription", sub, "id customer_id status billing_period billing_period_unit mrr subscription_items currency_code", "items ended_at")
		statuses[text(sub["status"])]++
		if sub["status"] == "cancelled" && sub["cancelled_at"] == nil || sub["status"] == "active" && sub["cancelled_at"] != nil {
			t.Errorf("%v is %v and cancelled at %v", sub["id"], sub["status"], sub["cancelled_at"])
		}
	}
	for _, status := range []string{"active", "cancelled", "non_renewing"} {
		if statuses[status] == 0 {
			t.Errorf("no subscription is %s: %v", status, statuses)
		}
	}
}

// TestChargebeePause: while a subscription is paused no invoice is made.
func TestChargebeePause(t *testing.T) {
	c := visit(t, 120, Options{})
	for _, a := range c.sim.world.Accounts {
		for _, s := range a.Subs {
			for _, inv := range s.Invoices {
				if inv.Voided.IsZero() || inv.Created.After(night) {
					continue
				}
				c.now = inv.Created.Add(time.Hour)
				if got := c.get("/chargebee/api/v2/subscriptions/" + s.ID)["subscription"].(map[string]any); got["status"] != "paused" || got["pause_date"] == nil {
					t.Errorf("%s on %s: %v", s.ID, c.now, got["status"])
				}
				if status, _, _ := c.do(http.MethodGet, "/chargebee/api/v2/invoices/"+inv.Number, nil); status != http.StatusNotFound {
					t.Errorf("invoice %s of a pause: %d", inv.Number, status)
				}
				return
			}
		}
	}
	t.Error("nobody pauses in this world")
}

func TestChargebeeRefusals(t *testing.T) {
	c := visit(t, 10, Options{Limits: Limits{PathChargebee: {20, time.Minute}}})
	for path, want := range map[string]string{
		"plans":                             "400 configuration_incompatible",
		"invoices?limit=101":                "400 param_wrong_value",
		"invoices?offset=nonsense":          "400 param_wrong_value",
		"coupons?include_deleted=true":      "400 param_wrong_value",
		"credit_notes?sort_by[asc]=updated": "400 param_wrong_value",
		"customers/nobody":                  "404 resource_not_found",
		"nothing":                           "404 resource_not_found",
	} {
		status, _, body := c.do(http.MethodGet, "/chargebee/api/v2/"+path, nil)
		if got := fmt.Sprint(status, " ", decode(t, body)["api_error_code"]); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	status, _, body := c.do(http.MethodGet, "/chargebee/api/v2/customers", nil, func(r *http.Request) { r.SetBasicAuth("wrong", "") })
	if status != http.StatusUnauthorized || decode(t, body)["api_error_code"] != "api_authentication_failed" {
		t.Errorf("wrong key: %d %s", status, body)
	}
	for range 30 {
		status, header, body := c.do(http.MethodGet, "/chargebee/api/v2/customers", nil)
		if status == http.StatusTooManyRequests {
			if header.Get("Retry-After") == "" || decode(t, body)["api_error_code"] != "api_request_limit_exceeded" {
				t.Errorf("throttled: %v %s", header, body)
			}
			return
		}
	}
	t.Error("never throttled")
}

// TestChargebeeKeepsTheCRMsIDs: the custom field names the company as the CRM does.
func TestChargebeeKeepsTheCRMsIDs(t *testing.T) {
	c := visit(t, 20, Options{CRM: CRMSalesforce})
	linked := 0
	for _, row := range cbWalk(c, "/chargebee/api/v2/customers?limit=100", "customer") {
		if id := text(row["cf_crm_id"]); row["cf_crm_id"] != nil {
			linked++
			if !sfValidID(id) {
				t.Errorf("cf_crm_id %s is no Salesforce id", id)
			}
		}
	}
	if linked == 0 {
		t.Error("no customer names its company")
	}
}
