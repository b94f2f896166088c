package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/truth"
)

// stack says which vendors stand in for the demo's: the demo's source to the
// other vendor.
type stack map[string]string

// TestMartsEqualTheTruthOnOtherSystems computes the same worlds from other
// vendors' systems: whoever told of it, the numbers are the same.
func TestMartsEqualTheTruthOnOtherSystems(t *testing.T) {
	cases := []truthCase{
		{seed: 4, customers: 40, start: "2024-09-01", asOf: "2026-10-31", fiscalStart: 1,
			stack: stack{"billing": "chargebee", "helpdesk": "freshdesk", "survey": "surveymonkey", "usage": "posthog"}},
		{seed: 5, customers: 30, start: "2024-11-01", asOf: "2026-03-29", fiscalStart: 2, earlier: "2026-03-12",
			stack: stack{"crm": "salesforce", "billing": "chargebee", "helpdesk": "intercom", "survey": "qualtrics", "usage": "amplitude"}},
		{seed: 6, customers: 30, start: "2024-10-01", asOf: "2026-05-30", fiscalStart: 1, earlier: "2026-04-20",
			stack: stack{"usage": "segment"}},
	}
	for _, c := range cases {
		t.Run(c.stack.String(), func(t *testing.T) { c.run(t) })
	}
}

// String lists the vendors in order.
func (s stack) String() string {
	var vendors []string
	for _, vendor := range s {
		vendors = append(vendors, vendor)
	}
	slices.Sort(vendors)
	return strings.Join(vendors, " ")
}

// blocks are the configurations of the simulated vendors beside name and base_url.
func blocks() map[string]string {
	return map[string]string{
		"chargebee":    "token: " + simulator.TokenChargebee + "\nsubdomain: demo",
		"freshdesk":    "token: " + simulator.KeyFreshdesk + "\nsubdomain: demo",
		"intercom":     "token: " + simulator.TokenIntercom,
		"surveymonkey": "token: " + simulator.TokenSurveyMonkey,
		"qualtrics":    "token: " + simulator.TokenQualtrics + "\nsubdomain: demo",
		"amplitude":    "api_key: " + simulator.KeyAmplitude + "\ntoken: " + simulator.SecretAmplitude + "\nstart: {{.Start}}",
		"posthog":      "token: " + simulator.TokenPostHog + "\nproject_id: \"" + simulator.ProjectPostHog + "\"\nstart: {{.Start}}",
		"segment":      "path: events/*.jsonl*",
		"salesforce": "client_id: " + simulator.ClientSalesforce + "\nclient_secret: " + simulator.SecretSalesforce +
			"\nsubdomain: demo\nattributes: {plan: Plan__c, industry: Industry, region: Region__c, employees: {field: NumberOfEmployees, type: number}}",
	}
}

// in puts the stack's vendors in the place of the demo's in its configuration.
func (s stack) in(t *testing.T, config, base, start string) string {
	t.Helper()
	lines := strings.Split(config, "\n")
	for source, vendor := range s {
		from := slices.Index(lines, "  - name: "+source)
		if from < 0 {
			t.Fatalf("the demo has no source %s", source)
		}
		to := from + 1
		for strings.HasPrefix(lines[to], "    ") {
			to++
		}
		lines = slices.Replace(lines, from, to, block(t, source, vendor, base, start)...)
	}
	return strings.Join(lines, "\n")
}

// block is the configuration of one simulated vendor.
func block(t *testing.T, source, vendor, base, start string) []string {
	t.Helper()
	text, known := blocks()[vendor]
	if !known {
		t.Fatalf("no configuration of a simulated %s", vendor)
	}
	var more bytes.Buffer
	if err := template.Must(template.New(vendor).Parse(text)).Execute(&more, map[string]string{"Start": start}); err != nil {
		t.Fatal(err)
	}
	lines := []string{"  - name: " + source, "    type: " + vendor}
	if vendor != "segment" { // which reads files
		lines = append(lines, fmt.Sprintf("    base_url: %s/%s", base, vendor), "    rate: 1000")
	}
	for line := range strings.SplitSeq(more.String(), "\n") {
		lines = append(lines, "    "+line)
	}
	return lines
}

// crm is the system whose ids customers have.
func (s stack) crm() string {
	if s["crm"] == "salesforce" {
		return simulator.CRMSalesforce
	}
	return simulator.CRMHubSpot
}

// named gives the truth's customers the ids of the stack's CRM.
func (s stack) named(table truthTable) truthTable {
	if table.name == "survey_response_rate" && s["helpdesk"] == "freshdesk" {
		table.rows, table.none = nil, true // Freshdesk does not tell whom it asked
	}
	at := slices.Index(table.columns, "customer_id")
	if at < 0 || s.crm() != simulator.CRMSalesforce {
		return table
	}
	for _, row := range table.rows {
		// Ids of companies are numbers; of those billing alone knows they are not.
		if id, _ := row[at].(string); id != "" && strings.Trim(id, "0123456789") == "" {
			row[at] = simulator.SalesforceAccountID(id)
		}
	}
	return table
}

// writeEvents brings the files of a stack without a tracker up to date.
func (s stack) writeEvents(t *testing.T, dir string, systems *simulator.Simulator) {
	t.Helper()
	if s["usage"] != "segment" {
		return
	}
	events := filepath.Join(dir, "events")
	if err := os.MkdirAll(events, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := systems.WriteSegmentFiles(events); err != nil {
		t.Fatal(err)
	}
}

// tracked is when what reached the stack's tracker can be pulled: Amplitude gives
// out whole hours, three hours later.
func (s stack) tracked(now time.Time) time.Time {
	if s["usage"] == "amplitude" {
		return now.UTC().Add(-3 * time.Hour).Truncate(time.Hour)
	}
	return time.Time{}
}

// helpdesk is what the stack's helpdesk cannot tell.
func (s stack) helpdesk() truth.Helpdesk {
	switch s["helpdesk"] {
	case "freshdesk":
		return truth.Helpdesk{NoBusinessTime: true, NoStates: true, DefaultPriority: "low"}
	case "intercom":
		return truth.Helpdesk{HoldIsPending: true}
	default:
		return truth.Helpdesk{}
	}
}
