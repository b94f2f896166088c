package cases

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/pipeline"
	"quarterdeck/transforms"
	"quarterdeck/transforms/texttable"
)

// world is one company, given as its users would give it. Many cases share one:
// a customer carries its case's id in the attribute `case`, which is also the
// only dimension, so that the figures of a case are the rows of its segment.
type world struct {
	asOf    string            // 2026-12-31 when empty
	zone    string            // the reporting time zone; UTC when empty
	metrics string            // lines of YAML under metrics:
	config  string            // more lines of YAML; when empty, the dimension `case`
	source  string            // lines of YAML of the files source, beside its tables
	files   map[string]string // canonical table → header line and rows; - is null, 'quotes' hold blanks
}

// book is a computation, published unless only some of it was built.
type book struct {
	db       *sql.DB
	pipeline *pipeline.Pipeline
	findings []pipeline.Finding
	built    string // the file of what was built, if not all was
}

// build computes a world's marts: those a case asks, with all that they rest on, or
// every one where none is named. A check that holds the publication fails the test.
func build(t *testing.T, w world, asked ...string) *book {
	t.Helper()
	b, err := w.compute(t, asked...)
	if err != nil {
		t.Fatal(err)
	}
	if b.built == "" {
		b.db, err = b.pipeline.OpenCurrent(t.Context())
	} else {
		b.db, err = transforms.OpenReadOnly(t.Context(), b.built)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.db.Close() })
	return b
}

// load writes the files and the configuration.
func (w world) load(t *testing.T) (*config.Config, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "quarterdeck.yml")
	if err := os.WriteFile(path, []byte(w.yaml(t, dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Load(path, os.LookupEnv)
}

// compute pulls the files and transforms.
func (w world) compute(t *testing.T, asked ...string) (*book, error) {
	t.Helper()
	asOf, err := time.Parse(time.DateOnly, cmp.Or(w.asOf, "2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := w.load(t)
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return asOf.Add(26 * time.Hour) }
	p, err := pipeline.New(cfg, pipeline.Deps{Now: clock, Entropy: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	if _, err := p.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	report, err := p.Transform(t.Context(), pipeline.TransformOptions{AsOf: asOf, Select: asked})
	return &book{pipeline: p, findings: report.Findings, built: report.Built}, err
}

func (w world) yaml(t *testing.T, dir string) string {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "company: {name: Cases, currency: USD, timezone: %s}\n", cmp.Or(w.zone, "UTC"))
	text.WriteString(cmp.Or(w.config, "segments: [case]") + "\n")
	if w.metrics != "" {
		text.WriteString("metrics:\n")
		for line := range strings.Lines(strings.Trim(w.metrics, "\n")) {
			text.WriteString("  " + line)
		}
		text.WriteString("\n")
	}
	text.WriteString("sources:\n  - name: team\n    type: files\n")
	for line := range strings.Lines(strings.Trim(w.source, "\n")) {
		text.WriteString("    " + strings.TrimRight(line, "\n") + "\n")
	}
	text.WriteString("    tables:\n")
	for _, table := range slices.Sorted(maps.Keys(w.files)) {
		writeTable(t, filepath.Join(dir, table+".csv"), w.files[table])
		fmt.Fprintf(&text, "      %s: {path: %s.csv}\n", table, table)
	}
	return text.String()
}

// writeTable writes a text table as a CSV file.
func writeTable(t *testing.T, path, table string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := csv.NewWriter(file)
	rows := texttable.Rows(table)
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			t.Fatalf("%s: row %q has %d fields, the header %d", filepath.Base(path), row, len(row), len(rows[0]))
		}
		for i := range row {
			row[i] = strings.TrimPrefix(row[i], texttable.Null)
		}
	}
	if err := errors.Join(out.WriteAll(rows), file.Close()); err != nil {
		t.Fatal(err)
	}
}

// lines is a text table as show prints it.
func lines(text string) []string { return texttable.Lines(text) }

// show asks the marts and prints the rows as lines does.
func (b *book) show(t *testing.T, query string) []string {
	t.Helper()
	out, err := texttable.Show(context.WithoutCancel(t.Context()), b.db, query)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// diff fails the test when got is not want.
func diff(t *testing.T, got, want []string) {
	t.Helper()
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// found tells the findings of a check, which ran, each as its severity and what it says.
func (b *book) found(t *testing.T, check string) []string {
	t.Helper()
	if b.db != nil {
		diff(t, b.show(t, "SELECT check_name FROM marts.data_quality WHERE check_name = '"+check+"'"), []string{check})
	}
	out := []string{}
	for _, f := range b.findings {
		if f.Where == check {
			out = append(out, f.Severity+": "+f.What)
		}
	}
	return out
}

// usageEvents writes usage_events from lines "customer user event day…", each
// event at noon unless the day brings its own time.
func usageEvents(text string) string {
	var b strings.Builder
	b.WriteString("event_id customer_id user_id event occurred_at\n")
	n := 0
	for _, f := range texttable.Rows(text) {
		for _, day := range f[3:] {
			if !strings.Contains(day, "T") {
				day += "T12:00:00Z"
			}
			n++
			fmt.Fprintf(&b, "e%d %s %s %s %s\n", n, f[0], f[1], f[2], day)
		}
	}
	return b.String()
}
