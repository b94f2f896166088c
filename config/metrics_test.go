package config

import (
	"fmt"
	"strings"
	"testing"
)

// A setting is never taken for something else than what was written.
func TestMetricErrors(t *testing.T) {
	const head = "company: {name: A}\nsources: [{name: s, type: files, tables: {tickets: {path: t.csv}}}]\n"
	for text, want := range map[string]string{
		"past_due_grace_days: 3.5":  "3:32: metrics.past_due_grace_days 3.5 is no whole number",
		"past_due_grace_days: 30.0": "<nil>",
		`active_events: [a, ""]`:    "3:26: metrics.active_events has an empty name; leave the setting out for none",
		"pause: zero":               `metrics.pause "zero" is not known; use one of zero_mrr, keep_mrr`,
		"gross_margin: 80":          "metrics.gross_margin must be between 0 and 1",
	} {
		_, err := Parse("q.yml", []byte(head+"metrics: {"+text+"}\n"), func(string) (string, bool) { return "", false })
		if got := fmt.Sprint(err); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
