package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
)

func parseAlerts(t *testing.T, text string) config.Alerts {
	t.Helper()
	cfg, err := config.Parse("q.yml", []byte("company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"+text), env)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Alerts
}

func ruleOf(t *testing.T, a config.Alerts, name string) config.AlertRule {
	t.Helper()
	i := slices.IndexFunc(a.Rules, func(r config.AlertRule) bool { return r.Rule == name })
	if i < 0 {
		t.Fatalf("there is no rule %s", name)
	}
	return a.Rules[i]
}

func TestAlertDefaults(t *testing.T) {
	a := parseAlerts(t, "")
	if a.DailyBudget != 20 || a.CoolDownDays != 14 || a.CloseAfterNights != 2 {
		t.Errorf("limits are %d, %d, %d", a.DailyBudget, a.CoolDownDays, a.CloseAfterNights)
	}
	if diff := cmp.Diff(config.DefaultAlertRules(), a.Rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	for _, r := range a.Rules {
		if r.When == "" || r.Reason == "" || r.Action == "" || r.Owner == "" || r.Money == "" || !slices.Contains(config.AlertKinds(), r.Kind) {
			t.Errorf("rule %s is not whole: %+v", r.Rule, r)
		}
	}
}

// A rule named like a default changes what it says, and only that; a rule of
// another name is one more; off drops a default.
func TestAlertRulesAreLaidOverTheDefaults(t *testing.T) {
	a := parseAlerts(t, `
alerts:
  daily_budget: 5
  rules:
    - {rule: payment_past_due, owner: Finance}
    - {rule: usage_drop, when: usage_change <= -0.5}
    - {rule: breadth_growing, off: true}
    - {rule: quiet, kind: risk, when: stickiness < 0.1, reason: "stickiness is {stickiness}", action: Call}
`)
	if a.DailyBudget != 5 || a.CoolDownDays != 14 || len(a.Rules) != len(config.DefaultAlertRules()) {
		t.Errorf("got budget %d, cool-down %d and %d rules", a.DailyBudget, a.CoolDownDays, len(a.Rules))
	}
	late := ruleOf(t, a, "payment_past_due")
	if late.Owner != "Finance" || late.When != "days_past_due >= 7" || late.Until != "days_past_due = 0" {
		t.Errorf("payment_past_due is %+v", late)
	}
	// The default closes at -0.3, which is no limit for another rule.
	if drop := ruleOf(t, a, "usage_drop"); drop.When != "usage_change <= -0.5" || drop.Until != "" || drop.At["when"] != "q.yml:8:32" {
		t.Errorf("usage_drop is %+v", drop)
	}
	if quiet := ruleOf(t, a, "quiet"); quiet.Owner != config.CustomerOwner || quiet.Money != "mrr" {
		t.Errorf("quiet is %+v", quiet)
	}
	if slices.ContainsFunc(a.Rules, func(r config.AlertRule) bool { return strings.HasPrefix(r.Rule, "breadth") }) {
		t.Error("a rule that is off is there")
	}
}
