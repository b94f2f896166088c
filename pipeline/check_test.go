package pipeline

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

// The shipped models, templates and connectors have nothing to find.
func TestCheckOfAGoodConfiguration(t *testing.T) {
	b := newBench(t, func(c *config.Config) { c.Sources = nil })
	b.deps.Connectors = everyConnector{}
	found, err := b.Check(t.Context())
	if err != nil || len(found) != 0 {
		t.Errorf("got %+v, %v, want nothing", found, err)
	}
	if answers, err := b.Connect(t.Context()); err != nil || len(answers) != 0 {
		t.Errorf("got %+v, %v, want nobody to be asked", answers, err)
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
	b := newBench(t, func(c *config.Config) {
		c.Models = models
		c.Schedules = []config.Schedule{{Job: "nightly", Cron: "0 25 * * *"}}
		c.Sources = append(c.Sources, config.Source{Name: "closed", Type: "beta"})
	})
	b.deps.Connectors = mixed{outside: b.outside}
	b.outside.fail["closed"] = errors.New("no token")
	found, err := b.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct{ where, what string }{
		{"schedules: nightly", "25"},
		{"sources: closed", "no token"},
		{"marts/mine.sql:5", "no_such_column"},
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
	if len(found) != 3 {
		t.Errorf("%d findings, want 3: %+v", len(found), found)
	}
}

// An expression that reads what it may not is found where the configuration has it,
// with what to do about it.
func TestCheckFindsABadSegment(t *testing.T) {
	b := newBench(t, func(c *config.Config) {
		c.Sources = nil
		c.Segments = []config.Segment{{Name: "motion", Expression: "upper(tier)", At: "quarterdeck.yml:6:17"}, {Name: "open", Expression: "upper(", At: "quarterdeck.yml:7:17"}}
	})
	b.deps.Connectors = everyConnector{}
	found, err := b.Check(t.Context())
	if err != nil || len(found) != 2 {
		t.Fatalf("got %+v, %v, want two findings", found, err)
	}
	if f := found[0]; f.Where != "quarterdeck.yml:6:17" || f.What != "segment motion: there is no column or attribute tier" || !strings.Contains(f.Mend, "it may read customer_id, name") {
		t.Errorf("found %+v", f)
	}
}

// Each stream is asked for; a refusal comes with the vendor's own advice, and an
// account that is refused is asked for nothing more.
func TestConnect(t *testing.T) {
	_, slack := newWorkspace(t)
	b := newBench(t, slack, func(c *config.Config) {
		c.Sources = append(c.Sources, config.Source{Name: "closed", Type: "beta"}, config.Source{Name: "wide", Type: "delta"})
	})
	o := b.outside
	o.fail["closed"] = errors.New("no token")
	o.fail["crm.deals.check"] = &rest.Error{Source: "crm", Status: 403, Mend: "add the scope deals.read"}
	o.fail["desk.check"] = &rest.Error{Source: "desk", Status: 401, Denied: true}
	o.fail["wide.stream4.check"] = &rest.Error{Source: "wide", Stream: "stream4", Err: errors.New("no such host")}
	o.fail["wide.stream5.check"] = &rest.Error{Source: "wide", Stream: "stream5", Permanent: true, Err: errors.New("no field plan")}
	o.panics["wide.stream3.check"] = true
	got, err := b.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range got {
		line := c.Source + "." + c.Stream
		if !c.OK {
			line += " " + c.Error + " -> " + c.Mend
		}
		lines = append(lines, line)
	}
	want := []string{"crm.", "crm.companies", "crm.deals " + o.fail["crm.deals.check"].Error() + " -> add the scope deals.read",
		"desk. " + o.fail["desk.check"].Error() + " -> check its credentials and address", "wide.", "wide.stream0", "wide.stream1", "wide.stream2",
		"wide.stream3 the connector panicked: no such field -> ",
		"wide.stream4 " + o.fail["wide.stream4.check"].Error() + " -> check base_url, subdomain and region, and whether this machine may reach the host",
		"wide.stream5 " + o.fail["wide.stream5.check"].Error() + " -> ",
		"wide.stream6", "wide.stream7", "wide.stream8", "slack."}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("connections (-want +got):\n%s", diff)
	}
	if most := o.most["wide"]; most < 1 || most > checksAtOnce {
		t.Errorf("%d streams of a source were asked for at the same time, want at most %d", most, checksAtOnce)
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
