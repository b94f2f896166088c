package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// The shipped models, templates and connectors have nothing to find.
func TestCheckOfAGoodConfiguration(t *testing.T) {
	b := newBench(t, func(c *config.Config) { c.Sources = nil })
	b.deps.Connectors = everyConnector{}
	found, err := b.Check(t.Context(), true)
	if err != nil || len(found) != 0 {
		t.Errorf("got %+v, %v, want nothing", found, err)
	}
}

func TestCheckFinds(t *testing.T) {
	models := t.TempDir()
	if err := os.MkdirAll(filepath.Join(models, "marts"), 0o750); err != nil {
		t.Fatal(err)
	}
	broken := "-- grain: one row\n-- key: n\n-- meaning: a broken model\nSELECT 1 AS n,\n       no_such_column\nFROM core.customers\n"
	if err := os.WriteFile(filepath.Join(models, "marts", "mine.sql"), []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	_, slack := newWorkspace(t)
	b := newBench(t, slack, func(c *config.Config) {
		c.Models = models
		c.Schedules = []config.Schedule{{Job: "nightly", Cron: "0 25 * * *"}}
		c.Sources = append(c.Sources, config.Source{Name: "closed", Type: "beta"})
	})
	b.deps.Connectors = mixed{outside: b.outside}
	b.outside.fail["closed"] = errors.New("no token")
	b.outside.fail["desk.check"] = errors.New("401 Unauthorized")
	found, err := b.Check(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ where, what string }{
		{"schedules: nightly", "25"},
		{"sources: closed", "no token"},
		{"marts/mine.sql:5", "no_such_column"},
		{"sources: desk", "401 Unauthorized"},
	} {
		hits := 0
		for _, f := range found {
			if strings.HasSuffix(f.Where, want.where) && strings.Contains(f.What, want.what) {
				hits++
			}
		}
		if hits != 1 {
			t.Errorf("%s (%s) is found %d times in %+v", want.where, want.what, hits, found)
		}
	}
	if len(found) != 4 {
		t.Errorf("%d findings, want 4: %+v", len(found), found)
	}
	if quiet, err := b.Check(t.Context(), false); err != nil || len(quiet) != 3 {
		t.Errorf("without connecting: got %d findings, %v, want 3", len(quiet), err)
	}
}

// mixed declares the real tables, which the models need, and opens fake sources.
type mixed struct {
	*outside
	tables everyConnector
}

func (m mixed) Types() []string { return m.tables.Types() }

func (m mixed) Streams(typ string) []connectors.Stream {
	if streams := m.tables.Streams(typ); streams != nil {
		return streams
	}
	return m.outside.Streams(typ)
}
