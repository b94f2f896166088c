package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/config"
)

// loadDecisions loads a configuration beside a file of decisions.
func loadDecisions(t *testing.T, decisions string) (*config.Config, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"quarterdeck.yml": pillarsConfig + "reviews: {decisions: team/decisions.yml}\n", "team/decisions.yml": decisions} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config.Load(filepath.Join(dir, "quarterdeck.yml"), env)
}

func TestDecisionsAboutReviews(t *testing.T) {
	cfg, err := loadDecisions(t, `- {customer: "9001", quarter: 2026Q3, decision: send, by: Ann Lee, on: 2026-10-05, reason: the missing invoice is known}
- customer: c2
  quarter: 2026Q3
  decision: hold
  by: Ann Lee
  on: 2026-10-06
  reason: in dispute
  names: [c3]
`)
	if err != nil {
		t.Fatal(err)
	}
	got := cfg.Reviews.Decided
	if len(got) != 2 || got[0].Customer != "9001" || got[0].Decision != "send" || got[1].On != "2026-10-06" || got[1].Names[0] != "c3" ||
		!strings.HasSuffix(got[1].Place, "decisions.yml:2:11") {
		t.Errorf("got %+v", got)
	}
	if cfg, err = loadDecisions(t, ""); err != nil || len(cfg.Reviews.Decided) != 0 {
		t.Errorf("an empty file: got %+v, %v", cfg.Reviews.Decided, err)
	}
}

func TestDecisionsRefuseMistakes(t *testing.T) {
	const whole = "- {customer: c1, quarter: 2026Q3, decision: send, by: Ann, on: 2026-10-05, reason: known}\n"
	for _, c := range []struct{ name, text, want string }{
		{"no customer", strings.Replace(whole, "customer: c1, ", "", 1), "decisions.yml:1:3: a decision names no customer"},
		{"no quarter", strings.Replace(whole, "2026Q3", "Q3", 1), `decisions.yml:1:27: quarter "Q3" of customer c1 is no fiscal quarter; write it as 2026Q3`},
		{"unknown decision", strings.Replace(whole, "send", "yes", 1), `decisions.yml:1:45: decision "yes" about customer c1 is unknown; use send, hold or internal`},
		{"nobody", strings.Replace(whole, "by: Ann, ", "", 1), "decisions.yml:1:3: nobody signed the decision about customer c1; add 'by:' with a name"},
		{"no reason", strings.Replace(whole, ", reason: known", "", 1), "decisions.yml:1:3: the decision about customer c1 has no reason"},
		{"no day", strings.Replace(whole, "2026-10-05", "5 October", 1), `decisions.yml:1:64: day "5 October" of the decision about customer c1 is no day; write YYYY-MM-DD`},
		{"twice", whole + whole, "decisions.yml:2:3: the review of c1 for 2026Q3 is decided twice"},
		{"unknown key", strings.Replace(whole, "reason", "because", 1), `decisions.yml:1:76: unknown key "because"`},
		{"no list", "customer: c1\n", "decisions.yml:1:9: mapping was used where sequence is expected"},
	} {
		_, err := loadDecisions(t, c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	_, err := config.Load(missingDecisions(t), env)
	if err == nil || !strings.Contains(err.Error(), "decisions.yml: no such file; write the decisions about reviews there") {
		t.Errorf("a missing file: got %v", err)
	}
}

func missingDecisions(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "quarterdeck.yml")
	if err := os.WriteFile(path, []byte(pillarsConfig+"reviews: {decisions: decisions.yml}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
