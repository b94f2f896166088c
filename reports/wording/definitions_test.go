package wording

import (
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"quarterdeck/templates"
)

// TestShippedDefinitionsAreTranslated: English says what the metrics' own files say to
// customers, so that every other language is known to say that; a definition of the
// user's own is left as it is.
func TestShippedDefinitionsAreTranslated(t *testing.T) {
	reference, err := readFile(templates.Files, "", source)
	if err != nil {
		t.Fatal(err)
	}
	german, err := Load(templates.Files, "de")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for key := range reference.texts {
		metric, ok := strings.CutPrefix(key, definitionSection)
		if !ok {
			continue
		}
		n++
		raw, err := os.ReadFile("../../transforms/definitions/" + metric + ".yml")
		if err != nil {
			t.Fatal(err)
		}
		var d struct{ Customer string }
		if err := yaml.Unmarshal(raw, &d); err != nil {
			t.Fatal(err)
		}
		told := strings.ReplaceAll(strings.Join(strings.Fields(d.Customer), " "), "{mau_days}", "30")
		got := german.Translated(key, told)
		if got == told || !strings.Contains(told, "{mau_days}") && strings.Contains(got, "{mau_days}") {
			t.Errorf("%s is not translated: %q", metric, got)
		}
		if metric == "seat_utilisation" && got != "Aktive Personen in den 30 Tagen bis {day}, geteilt durch die Lizenzen Ihrer Verträge." {
			t.Errorf("%s: got %q, want its setting kept", metric, got)
		}
		if got := english(t).Translated(key, told); got != told {
			t.Errorf("%s: English says %q, the metric %q", metric, got, told)
		}
		if own := told + " By our rules."; german.Translated(key, own) != own {
			t.Errorf("%s: a definition of the user's own is replaced", metric)
		}
	}
	if n == 0 {
		t.Error("nothing is translated")
	}
}
