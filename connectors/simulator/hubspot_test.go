package simulator

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestHubSpotShapes(t *testing.T) {
	c := visit(t, 120, Options{})
	page := c.get("/hubspot/crm/v3/objects/companies?limit=50&properties=name,numberofemployees,nothing&propertiesWithHistory=plan")
	for _, row := range rowsOf(page, "results") {
		properties := row["properties"].(map[string]any)
		for name, v := range properties {
			if _, isText := v.(string); !isText && v != nil {
				t.Errorf("property %s is %T, want text or null", name, v)
			}
		}
		if v, there := properties["nothing"]; !there || v != nil {
			t.Errorf("a property without value: got %v, want null", v)
		}
		if properties["hs_object_id"] != row["id"] || properties["hs_lastmodifieddate"] != row["updatedAt"] {
			t.Errorf("company %v: standing properties disagree with its fields", row["id"])
		}
		versions := dig(row, "propertiesWithHistory", "plan").([]any)
		for i, v := range versions {
			if i == 0 && dig(v, "value") != properties["plan"] {
				t.Errorf("company %v: newest version %v is not today's %v", row["id"], v, properties["plan"])
			}
			if i > 0 && text(dig(v, "timestamp")) > text(dig(versions[i-1], "timestamp")) {
				t.Errorf("company %v: versions are not newest first", row["id"])
			}
		}
	}
	for _, d := range rowsOf(c.get("/hubspot/crm/v3/objects/deals?limit=100&associations=companies&properties=hs_is_closed,hs_is_closed_won,amount"), "results") {
		won, closed := dig(d, "properties", "hs_is_closed_won"), dig(d, "properties", "hs_is_closed")
		if won == "true" && closed != "true" {
			t.Errorf("deal %v is won but not closed", d["id"])
		}
		if to, _ := dig(d, "associations", "companies", "results").([]any); len(to) != 1 || dig(to[0], "type") != "deal_to_company" {
			t.Errorf("deal %v: associations %v", d["id"], d["associations"])
		}
	}
}

func TestHubSpotLimits(t *testing.T) {
	c := visit(t, 30, Options{})
	for _, q := range []struct {
		what, method, path string
		body               any
	}{
		{"list over 100", http.MethodGet, "/hubspot/crm/v3/objects/companies?limit=101", nil},
		{"list with history over 50", http.MethodGet, "/hubspot/crm/v3/objects/companies?limit=51&propertiesWithHistory=plan", nil},
		{"search over 200", http.MethodPost, "/hubspot/crm/v3/objects/companies/search", map[string]any{"limit": 201}},
		{"search beyond 10,000", http.MethodPost, "/hubspot/crm/v3/objects/companies/search", map[string]any{"limit": 200, "after": "10000"}},
		{"unknown operator", http.MethodPost, "/hubspot/crm/v3/objects/companies/search", map[string]any{"filterGroups": []any{map[string]any{"filters": []any{map[string]any{"propertyName": "name", "operator": "LIKE", "value": "x"}}}}}},
		{"batch read over 100", http.MethodPost, "/hubspot/crm/v3/objects/companies/batch/read", map[string]any{"inputs": make([]struct{ ID string }, 101)}},
		{"unknown type", http.MethodGet, "/hubspot/crm/v3/objects/unicorns", nil},
	} {
		status, _, body := c.do(q.method, q.path, q.body)
		if status != http.StatusBadRequest || decode(t, body)["category"] != "VALIDATION_ERROR" {
			t.Errorf("%s: got %d %s, want 400 VALIDATION_ERROR", q.what, status, body)
		}
	}
	if n := len(rowsOf(c.get("/hubspot/crm/v3/objects/companies"), "results")); n != 10 {
		t.Errorf("default page: got %d, want 10", n)
	}
}

func TestHubSpotBatchAndAssociations(t *testing.T) {
	c := visit(t, 120, Options{})
	a := c.sim.world.Accounts[0]
	status, _, body := c.do(http.MethodPost, "/hubspot/crm/v3/objects/companies/batch/read",
		map[string]any{"inputs": []any{map[string]any{"id": a.Company.ID}, map[string]any{"id": "1"}}, "properties": []string{"name"}})
	got := decode(t, body)
	if status != http.StatusMultiStatus || len(rowsOf(got, "results")) != 1 || text(got["numErrors"]) != "1" {
		t.Errorf("one known, one unknown: got %d %s", status, body)
	}
	deal := c.sim.world.Deals[0]
	page := c.post("/hubspot/crm/v4/associations/deals/companies/batch/read", map[string]any{"inputs": []any{map[string]any{"id": deal.ID}}})
	row := rowsOf(page, "results")[0]
	if dig(row, "from", "id") != deal.ID || text(dig(row["to"].([]any)[0], "toObjectId")) != deal.Company.ID {
		t.Errorf("association of %s: got %v", deal.ID, row)
	}
}

// TestHubSpotOverTime: archived and merged records go where the vendor puts them.
func TestHubSpotOverTime(t *testing.T) {
	c := visit(t, 120, Options{})
	find := func(id string, archived bool) bool {
		status, _, _ := c.do(http.MethodGet, fmt.Sprintf("/hubspot/crm/v3/objects/companies/%s?archived=%v", id, archived), nil)
		return status == http.StatusOK
	}
	merged, archived := false, false
	for _, x := range c.sim.world.Companies {
		switch {
		case x.MergedInto != nil && x.MergedAt.Before(night):
			merged = true
			c.now = x.MergedAt.Add(-time.Hour)
			if !find(x.ID, false) {
				t.Errorf("%s is gone before its merge", x.ID)
			}
			c.now = x.MergedAt
			if find(x.ID, false) || find(x.ID, true) {
				t.Errorf("%s is still there after its merge", x.ID)
			}
			survivor := c.get("/hubspot/crm/v3/objects/companies/" + x.MergedInto.ID + "?properties=hs_merged_object_ids")
			if dig(survivor, "properties", "hs_merged_object_ids") != x.ID {
				t.Errorf("survivor: got %v, want %s among the merged", survivor, x.ID)
			}
		case !x.Archived.IsZero() && x.Archived.Before(night):
			archived = true
			c.now = x.Archived
			if find(x.ID, false) || !find(x.ID, true) {
				t.Errorf("%s is not among the archived only", x.ID)
			}
		}
		c.now = night
	}
	if !merged || !archived {
		t.Error("no merged or no archived company in the world")
	}
}
