package config

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/goccy/go-yaml/parser"
)

// proposal is what a file may change of a configuration to see what would follow.
type proposal struct {
	Metrics Metrics `yaml:"metrics"`
	Health  Health  `yaml:"health"`
	Alerts  Alerts  `yaml:"alerts"`
}

// Propose reads a file with the parts metrics, health and alerts and gives the
// configuration with them laid over it. What the file leaves out stays as it is; a list
// or table in it, such as the health profiles, replaces the one there is. The
// configuration itself is not touched.
func (c *Config) Propose(path string, lookup LookupEnv) (*Config, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &Error{File: path, Message: "no such file", Mend: "write the parts of the configuration to try: metrics, health or alerts"}
	}
	if err != nil {
		return nil, &Error{File: path, Message: err.Error()}
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, located(path, err)
	}
	if err := expand(path, file, lookup, nil); err != nil {
		return nil, err
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, &Error{File: path, Message: "the file proposes nothing", Mend: "write the parts of the configuration to try: metrics, health or alerts"}
	}
	given := proposal{Metrics: c.Metrics, Health: c.Health, Alerts: c.Alerts}
	given.Alerts.Rules = nil
	if err := decode(file.Docs[0].Body, &given); err != nil {
		return nil, located(path, err)
	}
	changed := *c
	changed.Metrics, changed.Health, changed.Alerts = given.Metrics, given.Health, given.Alerts
	v := &validator{name: path, file: file}
	for _, check := range []func(*validator) error{changed.checkMetrics, changed.checkHealth} {
		if err := check(v); err != nil {
			return nil, err
		}
	}
	return &changed, changed.proposeRules(v, c.Alerts.Rules)
}

// proposeRules lays the rules of the file over those in force.
func (c *Config) proposeRules(v *validator, inForce []AlertRule) error {
	proposed := c.Alerts.Rules
	c.Alerts.Rules = nil
	if err := c.checkAlerts(v); err != nil { // the numbers beside the rules
		return err
	}
	rules, seen := slices.Clone(inForce), map[string]bool{}
	for i, r := range proposed {
		path := fmt.Sprintf("$.alerts.rules[%d]", i)
		if seen[r.Rule] {
			return v.fail(path, fmt.Sprintf("alert rule %s is there twice", r.Rule), "give every rule its own name")
		}
		seen[r.Rule] = true
		at := slices.IndexFunc(rules, func(one AlertRule) bool { return one.Rule == r.Rule })
		if at < 0 {
			rules = append(rules, ownRule(r.Rule))
			at = len(rules) - 1
		}
		r.At = map[string]string{}
		for _, key := range []string{"when", "until", "reason", "money"} {
			r.At[key] = v.place(path + "." + key)
		}
		rules[at].overlay(r)
		if err := rules[at].check(v, path); err != nil && !rules[at].Off {
			return err
		}
	}
	c.Alerts.Rules = slices.DeleteFunc(rules, func(r AlertRule) bool { return r.Off })
	return nil
}
