package salesforce_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/salesforce"
)

// TestAttributes: custom fields come under our names, in one spelling whichever
// API they came by, and repeat nowhere.
func TestAttributes(t *testing.T) {
	for _, bulk := range []bool{false, true} {
		o := newOrg(t)
		o.fields = append(o.fields, "Tier__c:picklist", "Seats__c:double", "Signed__c:boolean", "Renewed__c:datetime", "Partner__c:reference", "Empty__c")
		o.add(1, ago(time.Hour)).values = map[string]any{"Name": "A", "Industry": "Retail", "Tier__c": `gold, "A"` + "\nsecond line", "Seats__c": 12.5, "Signed__c": false,
			"Renewed__c": "2026-01-02T03:04:05.000+0000", "Partner__c": "001D000000IRFma", "Secret__c": "not asked for"}
		source, _ := o.open(map[string]string{"tier": "tier__c", "seats": "Seats__c", "signed": "Signed__c", "renewed": "Renewed__c",
			"partner": "Partner__c", "industry": "Industry", "nothing": "Empty__c"})
		if bulk {
			salesforce.WithJobs(source, 1, 10)
		}
		row := connectortest.MustPull(t, source, "accounts", nil).Rows[0]
		want := `{"industry":"Retail","partner":"001D000000IRFmaIAH","renewed":"2026-01-02T03:04:05Z","seats":12.5,"signed":false,"tier":"gold, \"A\"\nsecond line"}`
		if row["attributes"] != want {
			t.Errorf("bulk %v\n got %s\nwant %s", bulk, row["attributes"], want)
		}
		if row["industry"] != "Retail" || row[connectors.ColumnExtra] != "" {
			t.Errorf("bulk %v: industry %q, _extra %s", bulk, row["industry"], row[connectors.ColumnExtra])
		}
		if (len(o.jobs) == 1) != bulk {
			t.Errorf("bulk %v: %d jobs", bulk, len(o.jobs))
		}
	}
}

func TestUnknownFields(t *testing.T) {
	o := newOrg(t)
	o.fields = append(o.fields, "CS_Tier__c", "Tier_Old__c", "BillingAddress:address")
	for field, words := range map[string][]string{
		"Tire__c":        {"attribute plan", "Account has no field Tire__c", "the nearest are", "CS_Tier__c"},
		"BillingAddress": {"type address", "name one of its parts"},
	} {
		source, _ := o.open(map[string]string{"plan": field})
		wantError(t, source, words...)
	}
	// A field that a column needs is hidden.
	o.fields = slices.DeleteFunc(o.fields, func(f string) bool { return strings.HasPrefix(f, "Website") })
	source, _ := o.open(nil)
	wantError(t, source, "may not see field Website of Account", "Read Access")
	if len(o.queries) > 0 {
		t.Errorf("%d queries", len(o.queries))
	}
}

// TestOptionalFields: what the organization does not have is null and not asked for.
func TestOptionalFields(t *testing.T) {
	o := newOrg(t)
	o.fields = slices.DeleteFunc(o.fields, func(f string) bool { return strings.HasPrefix(f, "AnnualRevenue") || f == "Type" })
	o.add(1, ago(time.Hour)).values["AnnualRevenue"] = 5.0
	source, _ := o.open(nil)
	row := connectortest.MustPull(t, source, "accounts", nil).Rows[0]
	if row["annual_revenue"] != "" || strings.Contains(strings.Join(o.queries, " "), "AnnualRevenue") {
		t.Errorf("annual_revenue = %q", row["annual_revenue"])
	}
}

// TestNewField: a field read for the first time is read of every account, not
// only of those that change from now on.
func TestNewField(t *testing.T) {
	o := newOrg(t)
	o.fields = append(o.fields, "Tier__c")
	o.add(1, ago(48*time.Hour)).values["Tier__c"] = "gold"
	o.add(2, ago(time.Hour))
	before, _ := o.open(nil)
	first := connectortest.MustPull(t, before, "accounts", nil)
	after, _ := o.open(map[string]string{"tier": "Tier__c"})
	second := connectortest.MustPull(t, after, "accounts", first.Cursor)
	want(t, second, 1, 2)
	if second.Mode != connectors.Increment || second.Rows[0]["attributes"] != `{"tier":"gold"}` {
		t.Errorf("mode %s, attributes %s", second.Mode, second.Rows[0]["attributes"])
	}
	if third := connectortest.MustPull(t, after, "accounts", second.Cursor); len(third.Rows) != 1 {
		t.Errorf("%d rows the night after", len(third.Rows))
	}
}

// TestFormulas leave no stamp when they change, so accounts are read whole.
func TestFormulas(t *testing.T) {
	o := newOrg(t)
	o.fields = append(o.fields, "Score__c:double:calculated")
	o.add(1, ago(48*time.Hour)).values["Score__c"] = 1.5
	source, _ := o.open(map[string]string{"score": "Score__c"})
	first := connectortest.MustPull(t, source, "accounts", nil)
	o.accounts[id(1)].values["Score__c"] = 2.5
	second := connectortest.MustPull(t, source, "accounts", first.Cursor)
	if len(second.Rows) != 1 || second.Mode != connectors.Full || second.Rows[0]["attributes"] != `{"score":2.5}` {
		t.Errorf("mode %s, rows %v", second.Mode, second.Rows)
	}
}

// TestLongSelect: a query too long for a URI goes into a job.
func TestLongSelect(t *testing.T) {
	o := newOrg(t)
	o.add(1, ago(time.Hour))
	attributes := map[string]string{}
	for range 400 {
		name := "Field_" + strings.Repeat("x", 30) + strings.Repeat("y", len(attributes)%7) + string(rune('a'+len(attributes)%26)) + strings.Repeat("z", len(attributes)/26) + "__c"
		attributes["a"+strings.ToLower(name)] = name
		o.fields = append(o.fields, name)
	}
	source, _ := o.open(attributes)
	want(t, connectortest.MustPull(t, source, "accounts", nil), 1)
	if len(o.jobs) != 1 {
		t.Errorf("%d jobs", len(o.jobs))
	}
}
