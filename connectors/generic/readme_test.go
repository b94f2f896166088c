package generic_test

import (
	"os"
	"strings"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/generic"
)

// TestExamplesOfTheREADME loads every example as a configuration and opens it.
func TestExamplesOfTheREADME(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	env := func(name string) (string, bool) { return "the " + name, true }
	n := 0
	for _, block := range strings.Split(string(text), "```yaml\n")[1:] {
		example, _, _ := strings.Cut(block, "```")
		file := "company: {name: A}\nsources:\n  " + strings.ReplaceAll(strings.TrimSpace(example), "\n", "\n  ") + "\n"
		cfg, err := config.Parse("quarterdeck.yml", []byte(file), env)
		if err != nil {
			t.Errorf("%v\n%s", err, file)
			continue
		}
		if _, err := generic.New(cfg.Sources[0], (&connectortest.Clock{}).Deps()); err != nil {
			t.Errorf("%v\n%s", err, file)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d examples, want 3", n)
	}
}
