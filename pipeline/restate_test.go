package pipeline

import (
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/transforms"
)

// helpdesk is a company whose tickets of October were answered in 10, 20, 30, 40
// and 50 minutes. org-1 is a customer by the mapping file alone.
func helpdesk(t *testing.T) *company {
	t.Helper()
	return newCompany(t, map[string]string{
		"customers": `customer_id,name,created_on,plan
			a,Alpha,2026-01-05,Growth
			b,Beta,2026-01-05,Starter`,
		"identity": `source,source_id,customer_id
			team,org-1,a`,
		"subscription_periods": `subscription_id,customer_id,product,start_date,end_date,mrr,currency,kind
			s1,a,App,2026-01-05,,1000,USD,paid
			s2,b,App,2026-02-01,,250.5,USD,paid`,
		"tickets": `ticket_id,customer_id,priority,created_at,first_replied_at,solved_at
			t1,a,normal,2026-10-05T10:00:00Z,2026-10-05T10:10:00Z,2026-10-05T12:00:00Z
			t2,a,normal,2026-10-06T10:00:00Z,2026-10-06T10:20:00Z,2026-10-06T12:00:00Z
			t3,a,normal,2026-10-07T10:00:00Z,2026-10-07T10:30:00Z,2026-10-07T12:00:00Z
			t4,a,normal,2026-10-08T10:00:00Z,2026-10-08T10:40:00Z,2026-10-08T12:00:00Z
			t5,org-1,normal,2026-10-09T10:00:00Z,2026-10-09T10:50:00Z,2026-10-09T12:00:00Z`,
	})
}

// restated shows what was restated of the first reply in October, of customers on
// Growth.
const restated = `SELECT published_as_of, published_value, value, change, late_data, new_mapping, later_facts, new_definition, reason, restated_on
	FROM marts.restatements WHERE metric = 'first_reply_time' AND span = 'month' AND period_start = DATE '2026-10-01' AND segment = 'Growth' ORDER BY restated_on`

func TestNothingIsRestatedWithoutAChange(t *testing.T) {
	c := helpdesk(t)
	c.night(t, "2026-11-20")
	same(t, "figures of the first night", []string{"true"}, c.show(t, "SELECT count(*) > 3 FROM marts.figure_changes"))
	c.night(t, "2026-11-21")
	same(t, "changed figures", []string{}, c.show(t, "SELECT figure_id, kind, published_value, value FROM marts.figure_changes"))
	same(t, "restatements", []string{}, c.show(t, "SELECT figure_id FROM marts.restatements"))
}

func TestLateDataIsRestated(t *testing.T) {
	c := helpdesk(t)
	c.night(t, "2026-11-20")
	c.add(t, "tickets", "t6,a,normal,2026-10-15T10:00:00Z,2026-10-15T11:00:00Z,2026-10-15T12:00:00Z\n")
	c.night(t, "2026-11-21")
	want := []string{"2026-11-20 30.000000 35.000000 5.000000 5.000000 0.000000 0.000000 0.000000 late_data 2026-11-21"}
	same(t, "restatements", want, c.show(t, restated))
	c.night(t, "2026-11-22") // and stays
	same(t, "restatements of the night after", want, c.show(t, restated))
}

func TestNewMappingIsRestated(t *testing.T) {
	c := helpdesk(t)
	c.night(t, "2026-11-20")
	c.give(t, "identity", "source,source_id,customer_id\nteam,org-1,b\n")
	c.night(t, "2026-11-21")
	same(t, "restatements", []string{"2026-11-20 30.000000 25.000000 -5.000000 0.000000 -5.000000 0.000000 0.000000 new_mapping 2026-11-21"}, c.show(t, restated))
}

func TestLaterFactsAreRestated(t *testing.T) {
	c := helpdesk(t)
	c.add(t, "tickets", "t6,a,normal,2026-10-31T10:00:00Z,,\n")
	c.night(t, "2026-11-20")
	c.give(t, "tickets", c.files["tickets"][:len(c.files["tickets"])-2]+"2026-11-21T10:00:00Z,\n")
	c.night(t, "2026-11-21")
	same(t, "restatements", []string{"2026-11-20 30.000000 35.000000 5.000000 0.000000 0.000000 5.000000 0.000000 later_facts 2026-11-21"}, c.show(t, restated))
}

func TestNewDefinitionIsRestated(t *testing.T) {
	c := helpdesk(t)
	c.add(t, "tickets", "t6,a,normal,2026-11-01T03:00:00Z,2026-11-01T04:00:00Z,2026-11-01T12:00:00Z\n")
	c.night(t, "2026-11-20") // in New York that was October still
	c.open(t, func(cfg *config.Config) { cfg.Company.Timezone = "UTC" })
	c.night(t, "2026-11-21")
	same(t, "restatements", []string{"2026-11-20 35.000000 30.000000 -5.000000 0.000000 0.000000 0.000000 -5.000000 new_definition 2026-11-21"}, c.show(t, restated))
}

// The list of days off grows with the as-of day; the definition does not change.
func TestDaysOffSinceAreNoNewDefinition(t *testing.T) {
	c := helpdesk(t)
	c.open(t, func(cfg *config.Config) {
		cfg.Metrics.Schedule = &config.BusinessHours{Holidays: []string{"us"}, DaysOff: []string{"2026-11-24"}}
	})
	var at [2]moment
	for i := range at {
		at[i].asOf = time.Date(2026, 11, 20+i, 0, 0, 0, 0, c.location)
		at[i].settings = c.settings("R", at[i].asOf, at[i].asOf)
	}
	before, now := at[0], at[1]
	if had, has := len(before.settings.Schedules[0].Closed), len(now.settings.Schedules[0].Closed); has != had+1 {
		t.Fatalf("%d days off, and %d a day later", had, has)
	}
	store, _, err := c.Pipeline.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	causes, err := c.causes(store, before, now)
	if err != nil || len(causes) != 1 || causes[0].name != transforms.LaterFacts {
		t.Fatalf("got %v, %v", causes, err)
	}
	causes[0].apply(&before)
	if got := len(before.settings.Schedules[0].Closed); got != len(now.settings.Schedules[0].Closed) {
		t.Errorf("%d days off with the later facts", got)
	}
}

// All at once: each has its part, and together they are the change.
func TestCausesAddUp(t *testing.T) {
	c := helpdesk(t)
	c.add(t, "tickets", "t6,a,normal,2026-11-01T03:00:00Z,2026-11-01T04:00:00Z,2026-11-01T12:00:00Z\nt7,a,normal,2026-10-31T10:00:00Z,,\n")
	c.night(t, "2026-11-20")
	c.give(t, "tickets", c.files["tickets"][:len(c.files["tickets"])-2]+"2026-11-21T10:00:00Z,\n"+
		"t8,a,normal,2026-10-20T10:00:00Z,2026-10-20T10:36:00Z,2026-10-20T12:00:00Z\n")
	c.give(t, "identity", "source,source_id,customer_id\nteam,org-1,b\n")
	c.open(t, func(cfg *config.Config) { cfg.Company.Timezone = "UTC" })
	c.night(t, "2026-11-21")
	// 10 20 30 40 50 60 | 36 came late | 50 went to b | 30,000 was answered since | 60 is of November
	same(t, "restatements", []string{"2026-11-20 35.000000 33.000000 -2.000000 1.000000 -3.000000 3.000000 -3.000000 new_definition 2026-11-21"}, c.show(t, restated))
	same(t, "restatements that do not add up", []string{}, c.show(t, `SELECT figure_id FROM marts.restatements
		WHERE change IS NOT NULL AND coalesce(change <> late_data + new_mapping + later_facts + new_definition, TRUE)`))
	same(t, "restatements without a reason", []string{}, c.show(t, "SELECT figure_id FROM marts.restatements WHERE reason IS NULL"))
}
