package config_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

// TestAttributesAreWrittenShortOrLong reads every way to write an attribute,
// and a segment that bands one.
func TestAttributesAreWrittenShortOrLong(t *testing.T) {
	cfg, err := config.Parse("a.yml", []byte(`
company: {name: A}
segments:
  - tier
  - {name: headcount, attribute: employees, bands: {large: 1000, small: 0, mid: 100}}
sources:
  - name: crm
    type: hubspot
    token: t
    attributes:
      tier: cs_tier
      region:
      employees: {field: numberofemployees, type: number}
      renewed: {type: date}
`), env)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]config.Attribute{
		"tier": {Field: "cs_tier", Type: "text"}, "region": {Field: "region", Type: "text"},
		"employees": {Field: "numberofemployees", Type: "number"}, "renewed": {Field: "renewed", Type: "date"},
	}
	if diff := cmp.Diff(want, cfg.Sources[0].Attributes); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
	segments := []config.Segment{{Name: "tier", Attribute: "tier"},
		{Name: "headcount", Attribute: "employees", Bands: []config.Band{{Name: "small", From: 0}, {Name: "mid", From: 100}, {Name: "large", From: 1000}}}}
	if diff := cmp.Diff(segments, cfg.Segments); diff != "" {
		t.Errorf("segments (-want +got):\n%s", diff)
	}
}
