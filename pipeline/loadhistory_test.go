package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
)

// TestColumnThatEmptiesIsNoticed: night after night a file has an owner on nearly
// every line; the night it has none is told of, the nights before are not.
func TestColumnThatEmptiesIsNoticed(t *testing.T) {
	dir := t.TempDir()
	path, clock := filepath.Join(dir, "customers.csv"), clockwork.NewFakeClockAt(twoInTheMorning)
	b := benchIn(t, dir, newOutside(), clock, func(c *config.Config) {
		c.Sources = []config.Source{{Name: "team", Type: "files", Tables: map[string]config.Table{"customers": {Path: path}},
			Freshness: config.Freshness{WarnHours: 30, ErrorHours: 60}}}
	})
	b.deps.Connectors, b.stages.build = everyConnector{}, builds("core.customers") // the checks in question read no model
	night := func(owned int) string {
		t.Helper()
		var text strings.Builder
		text.WriteString("customer_id,name,owner\n")
		for i := range 60 {
			owner := "Ada"
			if i >= owned {
				owner = ""
			}
			fmt.Fprintf(&text, "c%d,Customer %d,%s\n", i, i, owner)
		}
		if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		clock.Advance(24 * time.Hour)
		if _, err := b.Pull(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		report, err := b.Transform(t.Context(), TransformOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return found(report, "null_drifts")
	}
	for _, owned := range []int{58, 57, 60, 59} {
		if got := night(owned); got != "" {
			t.Errorf("a usual night: %s", got)
		}
	}
	if got := night(0); !strings.HasSuffix(got, "team.customers.owner (100 % empty, usually 3 %)") {
		t.Errorf("the empty night: got %q", got)
	}
	report, err := b.Transform(t.Context(), TransformOptions{KnownAt: clock.Now().Add(-time.Hour)})
	if got := found(report, "null_drifts"); err != nil || got != "" {
		t.Errorf("as known the night before: got %q, error %v", got, err)
	}
	b.checkAges(t, clock)
}

// checkAges: the same stream is fresh, stale and at last too old to publish on.
func (b *bench) checkAges(t *testing.T, clock *clockwork.FakeClock) {
	t.Helper()
	for _, c := range []struct {
		hours       int
		stale, held string
	}{{20, "", ""}, {20, "team.customers (40 hours old)", ""}, {30, "team.customers (70 hours old)", "team.customers (70 hours old)"}} {
		clock.Advance(time.Duration(c.hours) * time.Hour)
		report, err := b.Transform(t.Context(), TransformOptions{})
		if got := found(report, "stale_sources"); !strings.HasSuffix(got, c.stale) || (got == "") != (c.stale == "") {
			t.Errorf("stale: got %q, want %q", got, c.stale)
		}
		if got := found(report, "outdated_sources"); !strings.HasSuffix(got, c.held) || (err == nil) != (c.held == "") {
			t.Errorf("outdated: got %q, error %v, want %q", got, err, c.held)
		}
	}
}

// found is what a check found; empty when it passed.
func found(report TransformReport, check string) string {
	for _, f := range report.Findings {
		if f.Where == check {
			return f.What
		}
	}
	return ""
}
