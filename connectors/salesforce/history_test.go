package salesforce_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/salesforce"
)

func TestMerges(t *testing.T) {
	o := newOrg(t)
	o.add(1, ago(time.Hour))
	*o.add(2, ago(time.Minute)) = account{stamp: ago(time.Minute), deleted: true, master: id(1)}
	o.add(3, ago(time.Minute)).deleted = true
	source, clock := o.open(nil)
	got := connectortest.MustPull(t, source, "account_merges", nil)
	want(t, got, 2)
	if got.Rows[0]["master_id"] != id(1) || got.Live != nil {
		t.Errorf("%v, live %v", got.Rows[0], got.Live)
	}
	// What is forgotten by Salesforce stays known: no later pull replaces it.
	clock.Sleep(t.Context(), 40*24*time.Hour)
	o.accounts[id(2)].gone = true
	if later := connectortest.MustPull(t, source, "account_merges", got.Cursor); later.Mode != connectors.Increment || len(later.Rows) != 0 {
		t.Errorf("mode %s, %d rows", later.Mode, len(later.Rows))
	}
}

func TestLongIDs(t *testing.T) {
	// Examples from Salesforce's documentation and its users.
	for short, long := range map[string]string{
		"001D000000IRFma": "001D000000IRFmaIAH", "500x000000003TR": "500x000000003TRAAY", "a0D30000001n7Pi": "a0D30000001n7PiEAI",
		"001D000000IRFmaIAH": "001D000000IRFmaIAH", "": "", "no id at all....": "no id at all....", "fifteen-letters": "fifteen-letters",
	} {
		if got := salesforce.LongID(short); got != long {
			t.Errorf("%q becomes %q, want %q", short, got, long)
		}
	}
	o := newOrg(t)
	o.add(1, ago(time.Hour)).values["OwnerId"] = "005D000000IRFma"
	o.accounts[id(1)].values["ParentId"] = "001D000000IRFma"
	source, _ := o.open(nil)
	row := connectortest.MustPull(t, source, "accounts", nil).Rows[0]
	if row["owner_id"] != salesforce.LongID("005D000000IRFma") || row["parent_id"] != "001D000000IRFmaIAH" {
		t.Errorf("owner %s, parent %s", row["owner_id"], row["parent_id"])
	}
}

// TestHistory reads the changes of accounts and says which attributes they are of.
func TestHistory(t *testing.T) {
	o := newOrg(t)
	source, _ := o.open(map[string]string{"tier": "Tier__c", "level": "tier__C", "industry": "Industry"})
	got := connectortest.MustPull(t, source, "account_history", nil)
	if len(got.Rows) != 0 || got.Mode != connectors.Full {
		t.Errorf("without history tracking: %d rows, mode %s", len(got.Rows), got.Mode)
	}
	o.history = []map[string]any{
		{"Id": "017000000000001AAA", "AccountId": "001D000000IRFma", "Field": "Tier__c", "OldValue": nil, "NewValue": "gold", "CreatedDate": "2026-01-01T10:00:00.000+0000"},
		{"Id": "017000000000002AAA", "AccountId": id(1), "Field": "AnnualRevenue", "OldValue": 12.5, "NewValue": true, "CreatedDate": "2026-01-02T10:00:00.000+0000"},
	}
	got = connectortest.MustPull(t, source, "account_history", got.Cursor)
	var lines []string
	for _, row := range got.Rows {
		lines = append(lines, strings.Join([]string{row["account_id"], row["field"], row["attributes"], row["old_value"], row["new_value"], row["changed_at"]}, " "))
	}
	expected := []string{
		`001D000000IRFmaIAH Tier__c ["level","tier"]  gold 2026-01-01 10:00:00Z`,
		id(1) + ` AnnualRevenue [] 12.5 true 2026-01-02 10:00:00Z`,
	}
	if diff := cmp.Diff(expected, lines); diff != "" || got.Mode != connectors.Increment {
		t.Errorf("mode %s (-want +got)\n%s", got.Mode, diff)
	}
	o.history = nil
	if later := connectortest.MustPull(t, source, "account_history", got.Cursor); later.Mode != connectors.Increment || string(later.Cursor) != string(got.Cursor) {
		t.Errorf("tracking turned off: mode %s, cursor %s", later.Mode, later.Cursor)
	}
}
