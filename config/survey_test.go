package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

// TestSurveysOfTheExample takes the comment marks off the example's mapping.
func TestSurveysOfTheExample(t *testing.T) {
	text := config.Example
	from := strings.Index(text, "    # surveys:\n")
	to := from + strings.Index(text[from:], "\n\n")
	lines := strings.Split(text[from:to], "\n")
	for i, line := range lines {
		lines[i] = strings.Replace(line, "    # ", "    ", 1)
	}
	cfg, err := config.Parse("example.yml", []byte(text[:from]+strings.Join(lines, "\n")+text[to:]), env)
	if err != nil {
		t.Fatal(err)
	}
	no := false
	want := []config.Survey{
		{Survey: "405001001", Name: "Support", Question: "405003002", Kind: "csat", Scale: []float64{1, 5}, Relationship: &no, Comment: "405003003",
			Words: map[string]float64{"Very satisfied": 5, "Satisfied": 4, "Neutral": 3, "Dissatisfied": 2, "Very dissatisfied": 1}},
		{Survey: "405001001", Question: "405003004", Kind: "ces", Scale: []float64{1, 7}, Reversed: true},
	}
	for _, source := range cfg.Sources {
		if source.Type == "surveymonkey" {
			if diff := cmp.Diff(want, source.Surveys); diff != "" {
				t.Error(diff)
			}
		}
	}
}
