package transforms

import "testing"

// TestSegmentsNobodyIsIn: a misspelt attribute, limits beyond every number and an
// expression that is never true leave everybody in (none), and the check says so.
func TestSegmentsNobodyIsIn(t *testing.T) {
	t.Parallel()
	w := world{landed: map[string]string{"hubspot_companies": `
		id   domain     created_at             attributes
		900  acme.test  '2024-01-01 17:00:00'  '{"plan":"Growth","staff":"12"}'
		901  beta.test  '2024-01-01 17:00:00'  '{}'`}}
	w.settings = func(s *Settings) {
		s.Attributes = []Attribute{{Source: "crm", Name: "staff", Field: "staff", Type: "number"}}
		s.Segments = []Segment{
			{Name: "plan"}, {Name: "nope"},
			{Name: "staffing", Attribute: "staff", Bands: []Band{{"some", 10}}}, {Name: "giants", Attribute: "staff", Bands: []Band{{"giant", 1000}}},
			{Name: "size", Bands: []Band{{"small", 0}}},
			{Name: "motion", Expression: "CASE WHEN plan = 'Growth' THEN 'sales' END"}, {Name: "never", Expression: "CASE WHEN plan = 'growth' THEN 'x' END"},
		}
	}
	report, err := Build(t.Context(), w.options(t))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, c := range report.Failing() {
		if c.Name == "empty_segments" {
			got = append(got, c.String())
		}
	}
	diff(t, got, []string{"empty_segments (warn): 3 of 7: giants (attribute staff), never, nope (attribute nope)"})
}
