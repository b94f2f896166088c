package config_test

import (
	"strings"
	"testing"

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

func TestScaffoldUnknownType(t *testing.T) {
	if _, err := config.Scaffold([]string{"hubspott"}); err == nil || !strings.Contains(err.Error(), "hubspot, salesforce, stripe") {
		t.Errorf("got %v, want an error that lists the types", err)
	}
}
