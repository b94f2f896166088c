package pipeline

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline/lake"
	"quarterdeck/transforms"
)

// TestPublishedSettingsComeBackWhole: what a publication says it was computed with
// is what explaining it computes with.
func TestPublishedSettingsComeBackWhole(t *testing.T) {
	want := transforms.Settings{
		AsOf: time.Date(2026, 3, 8, 0, 0, 0, 0, time.FixedZone("", -5*3600)), KnownAt: time.Date(2026, 3, 9, 7, 0, 0, 123000, time.UTC),
		RunID: "R", Company: "Northwind", Currency: "USD", Timezone: "America/New_York", FiscalYearStart: 2, Metrics: transforms.DefaultMetrics(),
		Segments:   []transforms.Segment{{Name: "plan"}, {Name: "size", Bands: []transforms.Band{{Name: "small", LowerBound: 0.1}}}, {Name: "x", Expression: "'a'"}},
		Attributes: []transforms.Attribute{{Source: "crm", Name: "plan", Field: "plan__c", Type: "text"}},
		Scorecard:  []transforms.KPI{{KPI: "nrr", Target: 1.1, Floor: 0.9, Weight: 1}},
		Surveys:    []transforms.SurveyQuestion{{Source: "survey", Survey: "s", Kind: "csat", Words: map[string]float64{"good": 5}}},
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Publication{RunID: "R", Settings: text}.settings()
	if err != nil {
		t.Fatal(err)
	}
	if !got.AsOf.Equal(want.AsOf) || got.AsOf.Format(time.DateOnly) != want.AsOf.Format(time.DateOnly) {
		t.Errorf("the as-of day is %s, want %s", got.AsOf, want.AsOf)
	}
	got.AsOf = want.AsOf
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if _, err := (Publication{RunID: "R"}).settings(); err == nil {
		t.Error("a publication without settings is explained by whatever settings are there")
	}
}

func TestRecordsLinkToTheirVendor(t *testing.T) {
	p := &Pipeline{cfg: &config.Config{Sources: []config.Source{{Name: "desk", Type: "zendesk", Subdomain: "acme"}}}}
	rows := []transforms.EvidenceRow{
		{Source: "desk", Landed: []transforms.Landed{{Stream: "tickets", Key: "17"}, {Stream: "users", Key: "4"}}},
		{Source: "gone", Landed: []transforms.Landed{{Stream: "tickets", Key: "17"}}},
	}
	p.link(rows)
	got := []string{rows[0].Landed[0].Link, rows[0].Landed[1].Link, rows[1].Landed[0].Link}
	if want := []string{"https://acme.zendesk.com/agent/tickets/17", "", ""}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestReadLoadsNameWhatWasRead: where a row's record is known its stream's loads,
// else all of its source.
func TestReadLoadsNameWhatWasRead(t *testing.T) {
	from := landing{loads: []*lake.Manifest{
		{Source: "desk", Stream: "tickets", LoadID: "L2"}, {Source: "desk", Stream: "users", LoadID: "L1"},
		{Source: "usage", Stream: "events", LoadID: "L4"}, {Source: "crm", Stream: "companies", LoadID: "L3"},
	}}
	rows := []transforms.EvidenceRow{{Source: "desk", Landed: []transforms.Landed{{Stream: "tickets"}}}, {Source: "usage"}}
	var got []string
	for _, l := range readLoads(from, rows) {
		got = append(got, l.Source+"."+l.Stream+" "+l.LoadID)
	}
	if want := []string{"desk.tickets L2", "usage.events L4"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
