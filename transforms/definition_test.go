package transforms

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

const goodDefinition = `metric: nrr
name: Net revenue retention
area: retention
unit: fraction
better: up
definition: What became of the revenue.
formula: end / start
settings: [fx]
source: GitLab handbook
figures:
  - {mart: retention, value: nrr}
`

func TestDefinitionsAreReadStrictly(t *testing.T) {
	t.Parallel()
	if _, err := parseDefinition("definitions/nrr.yml", []byte(goodDefinition)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"another file's name", "metric: nrr", "metric: grr", `nrr.yml:1: metric: "grr" stands in nrr.yml: the file is named after the metric`},
		{"a misspelt key", "formula:", "formule:", `nrr.yml:7:1: unknown field "formule"`},
		{"an unknown area", "area: retention", "area: sales", `nrr.yml:3: area: "sales" is none of retention, `},
		{"an unknown unit", "unit: fraction", "unit: percent", `nrr.yml:4: unit: "percent" is none of money, `},
		{"no direction", "better: up", "better: higher", `nrr.yml:5: better: "higher" is none of up, down, none`},
		{"no formula", "formula: end / start", "formula: ''", `nrr.yml:7: formula: is missing`},
		{"two variants in one", "settings: [fx]", "variants: [a mean; a median]", `nrr.yml:8: variants: "a mean; a median" has a semicolon`},
		{"an unknown setting", "[fx]", "[fox]", `nrr.yml:8: settings: there is no setting "fox"; have `},
		{"no mart", "mart: retention, ", "mart: '', ", `nrr.yml:11: figures[0]: mart "" is not a table of marts`},
		{"half a period", "value: nrr", "value: nrr, span: month", `nrr.yml:11: figures[0]: span and period go together`},
		{"no YAML", "name: Net", "name: [Net", `nrr.yml:3:1: `},
		{"two documents", "source: GitLab", "---\nsource: GitLab", `nrr.yml:1: want one YAML document`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseDefinition("definitions/nrr.yml", []byte(strings.Replace(goodDefinition, c.old, c.new, 1)))
			if err == nil || !strings.HasPrefix(err.Error(), "definitions/"+c.want) {
				t.Errorf("got  %v\nwant definitions/%s…", err, c.want)
			}
		})
	}
}

func TestEvidenceSaysHowItAddsUp(t *testing.T) {
	t.Parallel()
	good := "-- adds: sum(part)\n-- meaning: a row per customer\nSELECT 1 FROM metrics.figure"
	if _, err := parseEvidence("evidence/nrr.sql", good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"no sum", "-- adds: sum(part)\n", "", "evidence/nrr.sql:1: header has no adds or no meaning"},
		{"an unknown line", "-- adds", "-- total: x\n-- adds", `evidence/nrr.sql:1: unknown header line "total": have adds, meaning`},
		{"no figure", "metrics.figure", "core.customers", "evidence/nrr.sql:1: it must read metrics.figure, the figure it is asked about"},
		{"landed rows", "FROM", "FROM raw.x,", "evidence/nrr.sql:3: evidence reads core, metrics and marts, not raw.x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseEvidence("evidence/nrr.sql", strings.Replace(good, c.old, c.new, 1))
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestDefinitionsAndModelsAgree(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, text, want string }{
		{"a mart nobody makes", "definitions/nrr.yml", strings.Replace(goodDefinition, "mart: retention", "mart: attrition", 1), "there is no marts.attrition"},
		{"a column the mart has not", "definitions/nrr.yml", strings.Replace(goodDefinition, "value: nrr", "value: nrrr", 1), "nrrr"},
		{"evidence of nothing", "evidence/nothing.sql", "-- adds: count(*)\n-- meaning: x\nSELECT 1 FROM metrics.figure", "there is no definitions/nothing.yml"},
		{"evidence of an unknown table", "evidence/nrr.sql", "-- adds: count(*)\n-- meaning: x\nSELECT 1 FROM metrics.figure, marts.attrition", "unknown table marts.attrition"},
		{"evidence without its columns", "evidence/nrr.sql", "-- adds: count(*)\n-- meaning: x\nSELECT 1 AS part FROM metrics.figure", "customer_id"},
		{"a sum of nothing there", "evidence/nrr.sql",
			"-- adds: sum(parts)\n-- meaning: x\nSELECT " + strings.Join(evidenceColumns(), ", ") + " FROM (SELECT 1 AS " +
				strings.Join(evidenceColumns(), ", 1 AS ") + " FROM metrics.figure)", "parts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Validate(t.Context(), Options{Tables: landedTables(), Settings: testSettings(t, ""),
				Overrides: fstest.MapFS{c.file: {Data: []byte(c.text)}}})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file) {
				t.Errorf("got %v\nwant the file and %q", err, c.want)
			}
		})
	}
}

// TestEveryMetricHasEvidence keeps a number from being published that nobody can explain.
func TestEveryMetricHasEvidence(t *testing.T) {
	t.Parallel()
	c, err := loadCatalog(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name := range c.definitions {
		if c.evidence[name] == nil {
			t.Errorf("metric %s has no sql/evidence/%s.sql", name, name)
		}
	}
}

func TestFingerprintsFollowTextAndSettings(t *testing.T) {
	t.Parallel()
	d, err := parseDefinition("definitions/nrr.yml", []byte(goodDefinition))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	add := func(d Definition, s Settings) {
		settings, err := s.settingsOf(d.Settings)
		if err != nil {
			t.Fatal(err)
		}
		print, err := d.fingerprint(settings)
		if err != nil {
			t.Fatal(err)
		}
		seen[fmt.Sprint(print)] = true
	}
	settings := testSettings(t, "")
	add(*d, settings)
	other := settings
	other.Metrics.NPSMinN++ // not one of the metric's
	add(*d, other)
	if len(seen) != 1 {
		t.Error("a setting of other metrics changed the fingerprint")
	}
	d.Settings = append(d.Settings, "segments")
	settings.Segments = []Segment{{Name: "motion", Expression: "plan", At: "q.yml:7:17"}}
	seen = map[string]bool{}
	add(*d, settings)
	other.Segments = []Segment{{Name: "motion", Expression: "plan", At: "q.yml:8:17"}}
	add(*d, other)
	if len(seen) != 1 {
		t.Error("another place in the configuration changed the fingerprint")
	}
	other.Metrics.FX = "fixed_year"
	add(*d, other)
	words := *d
	words.Formula = "end / begin"
	add(words, settings)
	if len(seen) != 3 {
		t.Errorf("%d fingerprints, want 3: as it was, another setting, another formula", len(seen))
	}
}
