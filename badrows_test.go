package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ledger is a folder whose one source is files: some customers and a thousand
// usage events, of which some are bad. A model of its own publishes the events.
type ledger struct {
	program
	dir, config string
}

func newLedger(t *testing.T, more string) ledger {
	t.Helper()
	dir := t.TempDir()
	l := ledger{program: program{t: t}, dir: dir, config: filepath.Join(dir, "quarterdeck.yml")}
	l.write("models/marts/events.sql", "-- grain: one row per event\n-- key: event_id\nSELECT event_id FROM core.usage_events\n")
	l.write("quarterdeck.yml", "company: {name: Northwind}\nmodels: "+filepath.Join(dir, "models")+"\nsources:\n  - name: team\n    type: files\n"+more+
		"    tables:\n      customers: {path: customers.csv}\n      usage_events: {path: events.csv}\n")
	var customers strings.Builder
	customers.WriteString("customer_id,name\n")
	for i := range 10 {
		fmt.Fprintf(&customers, "C%d,Customer %d\n", i, i)
	}
	l.write("customers.csv", customers.String())
	return l
}

func (l ledger) write(name, text string) {
	l.t.Helper()
	path := filepath.Join(l.dir, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		l.t.Fatal(err)
	}
}

// events writes the thousand events of an export, the first bad of them without a
// readable time.
func (l ledger) events(export string, bad int) {
	l.t.Helper()
	var text strings.Builder
	text.WriteString("event_id,customer_id,user_id,event,occurred_at\n")
	for i := range 1000 {
		at := fmt.Sprintf("2026-03-%02dT09:00:00Z", 1+i%28)
		if i < bad {
			at = "last tuesday"
		}
		fmt.Fprintf(&text, "%s%d,C%d,u%d,login,%s\n", export, i, i%10, i%40, at)
	}
	l.write("events.csv", text.String())
}

func (l ledger) night() result {
	return l.run("run", "nightly", "--as-of", "2026-03-31", "--config", l.config)
}

// published is what readers see of the events.
func (l ledger) published() string {
	l.t.Helper()
	return l.must("query", "--format", "csv", "--config", l.config,
		"SELECT count(*) AS events, min(left(event_id, 1)) AS export FROM marts.events")
}

// rejected are the reject files of the events, oldest first.
func (l ledger) rejected() []string {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.dir, "data/rejects/team/usage_events/*.jsonl"))
	if err != nil {
		l.t.Fatal(err)
	}
	slices.Sort(files)
	return files
}

// TestBadRows: one bad row in a hundred keeps no night from being published, and
// is written down with its place; one in ten fails its table, the rows of the
// night before stay, and the exit code tells. Once mended, the table is new again.
func TestBadRows(t *testing.T) {
	l := newLedger(t, "")
	l.events("a", 10)
	first := l.night()
	files := l.rejected()
	if len(files) != 1 {
		t.Fatalf("reject files %v, want one", files)
	}
	expect(t, first, exitDone, "published as of 2026-03-31", "records were rejected", files[0])
	if diff := cmp.Diff("events,export\n990,a\n", l.published()); diff != "" {
		t.Errorf("published (-want +got):\n%s", diff)
	}
	expect(t, l.run("sources", "--config", l.config), exitDone, "team.usage_events: 10 records were rejected: "+files[0])
	lines := strings.Split(strings.TrimSpace(read(t, files[0])), "\n")
	var last struct{ Place, Reason, Record, Stream string }
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || len(lines) != 10 {
		t.Fatalf("%d rejects, %v", len(lines), err)
	}
	if want := filepath.Join(l.dir, "events.csv") + ":11"; last.Place != want || last.Stream != "usage_events" ||
		!strings.Contains(last.Reason, `column occurred_at: "last tuesday" is not an instant`) || !strings.Contains(last.Record, `"a9"`) {
		t.Errorf("the last reject is %+v, want that of %s", last, want)
	}

	l.events("b", 100)
	second := l.night()
	files = l.rejected()
	expect(t, second, exitFailed, "team.usage_events: 100 of 1000 records were rejected (10 %)", "max_rejects allows (5 %)",
		`events.csv:2: column occurred_at: "last tuesday" is not an instant`, files[len(files)-1])
	if diff := cmp.Diff("events,export\n990,a\n", l.published()); diff != "" {
		t.Errorf("after the night that failed (-want +got):\n%s", diff)
	}
	if rejects := strings.Count(read(t, files[len(files)-1]), "\n"); len(files) != 2 || rejects != 100 {
		t.Errorf("%d reject files, the last of %d lines; want 2, and 100 lines", len(files), rejects)
	}

	l.events("c", 0)
	expect(t, l.night(), exitDone, "published")
	if diff := cmp.Diff("events,export\n1000,c\n", l.published()); diff != "" {
		t.Errorf("after the file was mended (-want +got):\n%s", diff)
	}
}

// TestMaxRejectsOfFiles: how many rows may be bad is the user's to say.
func TestMaxRejectsOfFiles(t *testing.T) {
	strict := newLedger(t, "    max_rejects: 0\n")
	strict.events("a", 1)
	expect(t, strict.night(), exitFailed, "1 of 1000 records were rejected (0.1 %)", "max_rejects allows (0 %)")
	easy := newLedger(t, "    max_rejects: 0.2\n")
	easy.events("a", 100)
	expect(t, easy.night(), exitDone, "published")
	if diff := cmp.Diff("events,export\n900,a\n", easy.published()); diff != "" {
		t.Errorf("published (-want +got):\n%s", diff)
	}
}
