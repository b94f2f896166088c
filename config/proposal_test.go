package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func propose(t *testing.T, text string) (before, after *Config, err error) {
	t.Helper()
	none := func(string) (string, bool) { return "", false }
	before, err = Parse("q.yml", []byte(`company: {name: A}
sources: [{name: s, type: files, tables: {tickets: {path: t.csv}}}]
metrics: {health_green: 80, sla_target_minutes: {urgent: 30}}
health:
  pulse: {max_weight: 0.1}
  profiles: [{name: all, dimensions: [{name: voice, group: relationship, weight: 1, measures: [{measure: nps, worst: 0, best: 100}]}]}]
alerts:
  daily_budget: 7
  rules: [{rule: own, kind: risk, when: mrr > 5, reason: r, action: a}, {rule: usage_drop, off: true}]
`), none)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "try.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	after, err = before.Propose(path, none)
	return before, after, err
}

func ruleNamed(c *Config, name string) *AlertRule {
	for i, r := range c.Alerts.Rules {
		if r.Rule == name {
			return &c.Alerts.Rules[i]
		}
	}
	return nil
}

// What a proposal leaves out stays, and what it is laid over is not touched.
func TestPropose(t *testing.T) {
	before, after, err := propose(t, `metrics: {health_yellow: 40, sla_target_minutes: {high: 90}}
health: {pulse: {max_age_days: 30}}
alerts: {rules: [{rule: own, when: mrr > 9}, {rule: score_drop, off: true}, {rule: new_one, kind: expansion, when: mrr > 1, reason: r, action: a}]}
`)
	if err != nil {
		t.Fatal(err)
	}
	if m := after.Metrics; m.HealthGreen != 80 || m.HealthYellow != 40 || m.SLATargetMinutes["high"] != 90 {
		t.Errorf("metrics: %+v", m)
	}
	if h := after.Health; h.Pulse.MaxWeight != 0.1 || h.Pulse.MaxAgeDays != 30 || len(h.Profiles) != 1 {
		t.Errorf("health: %+v", h)
	}
	if after.Alerts.DailyBudget != 7 || ruleNamed(after, "own").When != "mrr > 9" || ruleNamed(after, "own").Action != "a" ||
		ruleNamed(after, "score_drop") != nil || ruleNamed(after, "usage_drop") != nil || ruleNamed(after, "new_one").Kind != "expansion" {
		t.Errorf("alerts: %+v", after.Alerts)
	}
	if before.Metrics.HealthYellow != 50 || len(before.Metrics.SLATargetMinutes) != 1 || ruleNamed(before, "own").When != "mrr > 5" || ruleNamed(before, "score_drop") == nil {
		t.Errorf("the configuration changed: %+v", before.Metrics)
	}
	_, after, err = propose(t, "health: {profiles: [{name: other, dimensions: [{name: money, group: relationship, weight: 1, measures: [{measure: days_past_due, worst: 30, best: 0}]}]}]}\n")
	if err != nil || len(after.Health.Profiles) != 1 || after.Health.Profiles[0].Name != "other" || after.Health.Pulse.MaxWeight != 0.1 {
		t.Errorf("profiles: %+v, %v", after, err)
	}
}

// A wrong proposal is refused at its place in its own file.
func TestProposalErrors(t *testing.T) {
	for text, want := range map[string]string{
		"metrics: {health_green: 30}": "try.yml:1:25: metrics.health_green 30 is not above health_yellow 50",
		"segments: [plan]":            "try.yml:1:1: unknown key",
		"health:\n  profiles: [{name: x, dimensions: [{name: d, group: product, weight: 1, measures: [{measure: luck, worst: 0, best: 1}]}]}]": `try.yml:2:95: there is no measure "luck"`,
		"alerts: {daily_budget: 0}":                  "try.yml:1:24: alerts.daily_budget 0 is too small",
		"alerts: {rules: [{rule: odd, when: true}]}": "alert rule odd has no kind",
		"": "the file proposes nothing",
	} {
		_, _, err := propose(t, text)
		if got := fmt.Sprint(err); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if _, err := (&Config{}).Propose(filepath.Join(t.TempDir(), "none.yml"), nil); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a file that is not there: %v", err)
	}
}
