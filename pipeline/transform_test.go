package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

func pullAndTransform(t *testing.T, b *bench, opts TransformOptions) TransformReport {
	t.Helper()
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	report, err := b.Transform(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestTransformPublishes(t *testing.T) {
	b := newBench(t)
	if _, err := b.OpenCurrent(t.Context()); !errors.Is(err, ErrNothingPublished) {
		t.Errorf("got %v, want ErrNothingPublished", err)
	}
	if _, err := b.Transform(t.Context(), TransformOptions{}); err == nil || !strings.Contains(err.Error(), "lake is empty") {
		t.Errorf("got %v, want it to say that the lake is empty", err)
	}
	report := pullAndTransform(t, b, TransformOptions{})
	run, asOf, rows, _ := b.landed(t, "beta_tickets")
	if run != report.RunID || asOf != "2026-11-20" || rows != 4 {
		t.Errorf("published are run %s, as of %s, %d tickets; want run %s, 2026-11-20, 4", run, asOf, rows, report.RunID)
	}
	current, err := b.Current()
	if err != nil || current.RunID != report.RunID || current.AsOf != "2026-11-20" || !current.KnownAt.Equal(twoInTheMorning) {
		t.Errorf("got %+v, %v", current, err)
	}
	if left, _ := filepath.Glob(b.path("work", "*")); len(left) > 0 {
		t.Errorf("left in the work folder: %v", left)
	}
}

// Every type has its tables, also one nobody configured, and a table has the
// files of all sources of its type.
func TestTablesOfEveryType(t *testing.T) {
	b := newBench(t, func(c *config.Config) {
		c.Sources = append(c.Sources, config.Source{Name: "desk2", Type: "beta"})
	})
	b.outside.things["desk2.tickets"] = 1
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	all, err := b.tables(b.lake, knownAt(time.Time{}))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, table := range all.tables {
		line := table.Name
		for _, s := range table.Sources {
			line += fmt.Sprintf(" %s:%d", s.Source, len(s.Files))
		}
		got = append(got, line)
	}
	want := []string{"alpha_companies crm:1", "alpha_deals crm:1", "beta_tickets desk:1 desk2:1", "gamma_others"}
	for i := range 9 {
		want = append(want, fmt.Sprintf("delta_stream%d", i))
	}
	for _, stream := range ledger.Streams() {
		want = append(want, "quarterdeck_"+stream.Name+" quarterdeck:0")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	if loads := all.loads; len(loads) != 4 {
		t.Errorf("%d loads, want 4", len(loads))
	}
}

func TestKnownAtLeavesOutLaterLoads(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	b.clock.Advance(24 * time.Hour)
	b.outside.things["desk.tickets"] = 9
	pullAndTransform(t, b, TransformOptions{})
	if _, _, rows, _ := b.landed(t, "beta_tickets"); rows != 9 {
		t.Errorf("%d tickets, want 9", rows)
	}
	asOf := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	report, err := b.Transform(t.Context(), TransformOptions{AsOf: asOf, KnownAt: twoInTheMorning})
	if err != nil {
		t.Fatal(err)
	}
	if _, asOf, rows, _ := b.landed(t, "beta_tickets"); rows != 4 || asOf != "2026-11-20" || !report.KnownAt.Equal(twoInTheMorning) {
		t.Errorf("%d tickets as of %s, known at %s, want the 4 of the first night", rows, asOf, report.KnownAt)
	}
}

// The volume check needs to know how much the full load before the newest held.
func TestPreviousRows(t *testing.T) {
	b := newBench(t)
	pullAndTransform(t, b, TransformOptions{})
	b.outside.things["desk.tickets"] = 1
	// A new declaration makes the next load a full one.
	b.outside.columns["tickets"] = []connectors.Column{{Name: "priority", Type: connectors.String}}
	pullAndTransform(t, b, TransformOptions{})
	if _, _, rows, previous := b.landed(t, "beta_tickets"); rows != 1 || previous != 4 {
		t.Errorf("%d rows, %d before, want 1, 4", rows, previous)
	}
	if _, _, _, previous := b.landed(t, "alpha_deals"); previous != 0 {
		t.Errorf("%d deals before, want 0: there was no other full load", previous)
	}
}

// What must not be published is not, and readers go on seeing the former marts.
func TestTransformKeepsTheFormerPublication(t *testing.T) {
	blocking := []transforms.CheckResult{
		{Name: "bridge_adds_up", Severity: transforms.SeverityError, Failed: 2, Total: 30, Detail: "2026-10-01", Blocks: true},
		{Name: "late", Severity: transforms.SeverityWarn, Failed: 1, Total: 3},
	}
	tests := map[string]struct {
		breaks func(*testing.T, *bench)
		check  func(*testing.T, *bench, error)
	}{
		"a blocking check": {
			func(_ *testing.T, b *bench) { b.outside.checks = blocking },
			func(t *testing.T, _ *bench, err error) {
				var held *HeldError
				if !errors.As(err, &held) || len(held.Findings) != 1 || held.Findings[0].Where != "bridge_adds_up" {
					t.Fatalf("got %v, want a HeldError of bridge_adds_up", err)
				}
				if _, err := os.Stat(held.Built); err != nil {
					t.Errorf("the held file cannot be looked into: %v", err)
				}
			},
		},
		"a broken model": {
			func(_ *testing.T, b *bench) { b.outside.build = errors.New("marts.nps: no such column") },
			func(t *testing.T, _ *bench, err error) {
				if err == nil || !strings.Contains(err.Error(), "no such column") {
					t.Errorf("got %v", err)
				}
			},
		},
		"a damaged lake file": {
			func(t *testing.T, b *bench) {
				parts, err := b.lake.Parts("desk", "tickets", time.Time{})
				if err != nil {
					t.Fatal(err)
				}
				if err := os.Truncate(parts[0], 50); err != nil {
					t.Fatal(err)
				}
			},
			func(t *testing.T, _ *bench, err error) {
				var damaged *lake.DamagedPartError
				if !errors.As(err, &damaged) {
					t.Errorf("got %v, want the damaged file", err)
				}
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			first := pullAndTransform(t, b, TransformOptions{})
			test.breaks(t, b)
			_, err := b.Transform(t.Context(), TransformOptions{})
			test.check(t, b, err)
			if run, _, _, _ := b.landed(t, "beta_tickets"); run != first.RunID {
				t.Errorf("readers see run %s, want the former %s", run, first.RunID)
			}
		})
	}
}

func TestPublicationsArePruned(t *testing.T) {
	b := newBench(t)
	var runs []string
	for i := range keptPublications + 3 {
		b.clock.Advance(time.Hour)
		b.outside.things["desk.tickets"] = 10 + i
		runs = append(runs, pullAndTransform(t, b, TransformOptions{}).RunID)
		if i == 1 { // what a crash between two renames leaves
			orphan := b.path("published", strings.Repeat("0", 26)+".duckdb")
			if err := os.WriteFile(orphan, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	names, err := filepath.Glob(b.path("published", "*.duckdb"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, name := range names {
		got = append(got, strings.TrimSuffix(filepath.Base(name), ".duckdb"))
	}
	if diff := cmp.Diff(runs[3:], got); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if descriptions, _ := filepath.Glob(b.path("published", "*.json")); len(descriptions) != keptPublications {
		t.Errorf("%d descriptions, want %d", len(descriptions), keptPublications)
	}
}

func TestPointerIsNotFollowedAnywhere(t *testing.T) {
	b := newBench(t)
	if err := os.MkdirAll(b.path("published"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path("published", "current"), []byte("../../etc/passwd\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.OpenCurrent(t.Context()); err == nil || !strings.Contains(err.Error(), `names "../../etc/passwd"`) {
		t.Errorf("got %v, want a refusal of the pointer", err)
	}
}

func TestReadersAreNotDisturbed(t *testing.T) {
	b := newBench(t)
	first := pullAndTransform(t, b, TransformOptions{})
	db, err := b.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range keptPublications + 1 { // the file is even pruned meanwhile
		b.clock.Advance(time.Hour)
		pullAndTransform(t, b, TransformOptions{})
	}
	var run string
	if err := db.QueryRow("SELECT any_value(run) FROM landed").Scan(&run); err != nil || run != first.RunID {
		t.Errorf("got run %s, %v, want the one that was opened: %s", run, err, first.RunID)
	}
}

// Another instant, configuration or model makes other inputs; the same makes the same.
func TestInputs(t *testing.T) {
	models := t.TempDir()
	if err := os.WriteFile(filepath.Join(models, "a.sql"), []byte("SELECT 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	name := func(change func(*config.Config), asOf time.Time, loads ...string) string {
		b := newBench(t, func(c *config.Config) { c.Models = models; change(c) })
		var used []*lake.Manifest
		for _, id := range loads {
			used = append(used, &lake.Manifest{Source: "crm", Stream: "deals", LoadID: id})
		}
		b.cfg.Data = "data" // differs between benches
		got, err := b.inputs(asOf, time.Time{}, used)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	same := func(*config.Config) {}
	base := name(same, epochDay, "1")
	if name(same, epochDay, "1") != base {
		t.Error("the same inputs have two names")
	}
	others := map[string]string{
		"day":     name(same, epochDay.AddDate(0, 0, 1), "1"),
		"loads":   name(same, epochDay, "1", "2"),
		"setting": name(func(c *config.Config) { c.Metrics.NPSMinN = 11 }, epochDay, "1"),
	}
	if err := os.WriteFile(filepath.Join(models, "a.sql"), []byte("SELECT 2"), 0o600); err != nil {
		t.Fatal(err)
	}
	others["model"] = name(same, epochDay, "1")
	for what, other := range others {
		if other == base {
			t.Errorf("another %s has the same name", what)
		}
	}
}

var epochDay = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
