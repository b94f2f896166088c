package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

// TestScaffoldLoads writes the file of every single type, of all, and of two,
// and loads each back.
func TestScaffoldLoads(t *testing.T) {
	choices := [][]string{nil, {"hubspot", "stripe"}}
	for _, st := range config.SourceTypes() {
		choices = append(choices, []string{st.Name})
	}
	for _, types := range choices {
		t.Run(strings.Join(types, "+"), func(t *testing.T) {
			text, err := config.Scaffold(types)
			if err != nil {
				t.Fatal(err)
			}
			cfg, err := config.Parse("quarterdeck.yml", []byte(text), env)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			want := len(types)
			if want == 0 {
				want = len(config.SourceTypes())
			}
			if got := len(cfg.Sources); got != want {
				t.Errorf("%d sources, want %d", got, want)
			}
			if cfg.Slack.Channel != "" || !strings.Contains(text, "#   channel:") {
				t.Error("slack is not commented out")
			}
			if len(cfg.Schedules) != 3 || len(cfg.Segments) != 4 {
				t.Errorf("%d schedules and %d segments, want those of the example", len(cfg.Schedules), len(cfg.Segments))
			}
		})
	}
}

// TestScaffoldKeepsItsWords: what stands above a section goes with it, sources
// stay apart, and of all types nothing but the slack section differs.
func TestScaffoldKeepsItsWords(t *testing.T) {
	two, err := config.Scaffold([]string{"hubspot", "files"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\n# Settings of the metric definitions.", "\n# When what runs, in the company's time zone", "\n\n  # Files the team keeps itself.", "\n#   channel:"} {
		if !strings.Contains(two, want) {
			t.Errorf("the file lacks %q:\n%s", want, two)
		}
	}
	for _, other := range []string{"stripe", "Any API", "# # "} {
		if strings.Contains(two, other) {
			t.Errorf("the file has %q:\n%s", other, two)
		}
	}
	all, err := config.Scaffold(nil)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(config.Example, "\nslack:\n")
	section, after, ends := strings.Cut(rest, "\n\n")
	if !found || !ends {
		t.Fatal("the example has no section slack")
	}
	commented := before + "\n# slack:\n# " + strings.ReplaceAll(section, "\n", "\n# ") + "\n\n" + after
	if diff := cmp.Diff(commented, all); diff != "" {
		t.Errorf("all types (-example +scaffold):\n%s", diff)
	}
}

func TestScaffoldUnknownType(t *testing.T) {
	if _, err := config.Scaffold([]string{"hubspott"}); err == nil || !strings.Contains(err.Error(), "hubspot, salesforce, stripe") {
		t.Errorf("got %v, want an error that lists the types", err)
	}
}
