package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest/rows"
	"quarterdeck/transforms"
)

// drifter is a vendor whose records change, and a declaration that does.
type drifter struct {
	everyConnector
	declared []connectors.Column
	records  string // JSON, one a line; what the next pull gives
	cursors  []string
}

var (
	_ Connectors        = (*drifter)(nil)
	_ connectors.Source = (*openedDrifter)(nil)
)

func (d *drifter) Types() []string { return append(d.everyConnector.Types(), "thing") }

func (d *drifter) Streams(typ string) []connectors.Stream {
	if typ != "thing" {
		return d.everyConnector.Streams(typ)
	}
	return d.stream()
}

func (d *drifter) stream() []connectors.Stream {
	return []connectors.Stream{{Name: "records", Key: []string{"id"}, Columns: append([]connectors.Column{{Name: "id", Type: connectors.String}}, d.declared...)}}
}

func (d *drifter) Open(config.Source, connectors.Deps) (connectors.Source, error) {
	return &openedDrifter{d}, nil
}

type openedDrifter struct{ *drifter }

func (d *openedDrifter) Streams() []connectors.Stream { return d.stream() }

func (d *openedDrifter) Check(context.Context, string) error { return nil }

func (d *openedDrifter) Pull(_ context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	d.cursors = append(d.cursors, string(req.Cursor))
	w, err := rows.New(d.stream()[0], req, sink)
	if err != nil {
		return connectors.Result{}, err
	}
	defer w.Release()
	for line := range strings.SplitSeq(strings.TrimSpace(d.records), "\n") {
		record, err := fastjson.Parse(line)
		if err != nil {
			return connectors.Result{}, err
		}
		if err := w.Add(record, false); err != nil {
			return connectors.Result{}, err
		}
	}
	mode := connectors.Increment
	if req.Cursor == nil {
		mode = connectors.Full
	}
	return w.Finish(mode, "here", connectors.Window{})
}

// driftBench is a bench with the drifter, the real models, and one that shows the
// raw table.
func driftBench(t *testing.T, d *drifter) *bench {
	t.Helper()
	models := t.TempDir()
	if err := os.MkdirAll(filepath.Join(models, "marts"), 0o750); err != nil {
		t.Fatal(err)
	}
	text := "-- grain: one row per record\n-- key: id\n-- meaning: the raw table as it is\nSELECT * FROM raw.thing_records\n"
	if err := os.WriteFile(filepath.Join(models, "marts", "records.sql"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(c *config.Config) {
		c.Models = models
		c.Sources = []config.Source{{Name: "vendor", Type: "thing"}}
	})
	b.deps.Connectors = d
	b.stages.build = builds("marts.records")
	return b
}

// builds makes only the models a test looks at, with what they rest on.
func builds(models ...string) func(context.Context, transforms.Options) (*transforms.Report, error) {
	return func(ctx context.Context, opts transforms.Options) (*transforms.Report, error) {
		opts.Select = models
		return transforms.Build(ctx, opts)
	}
}

// rawRecords builds the marts and shows columns of the raw table by id.
func rawRecords(t *testing.T, b *bench, columns string, knownAt time.Time) []string {
	t.Helper()
	b.clock.Advance(time.Minute)
	if _, err := b.Transform(t.Context(), TransformOptions{KnownAt: knownAt}); err != nil {
		t.Fatal(err)
	}
	db, err := b.OpenCurrent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), "SELECT concat_ws(' | ', id, "+columns+") FROM (SELECT COLUMNS(c -> c NOT LIKE '\\_%' ESCAPE '\\')::VARCHAR, _extra FROM marts.records) ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

// orDash lists columns for rawRecords with nulls shown.
func orDash(names ...string) string {
	for i, n := range names {
		names[i] = "coalesce(" + n + ", '-')"
	}
	return strings.Join(names, ", ")
}

// A vendor may change its records at any time; the declaration stays. Fields that
// come, go or are renamed, and values of another kind, are all still there.
func TestVendorDrift(t *testing.T) {
	d := &drifter{declared: []connectors.Column{{Name: "owner", Type: connectors.String}, {Name: "size", Type: connectors.Int}, {Name: "plan", Type: connectors.String},
		{Name: "tags", Type: connectors.JSON}}}
	b := driftBench(t, d)
	d.records = `{"id":"1","owner":"ann","size":10,"plan":"gold","tags":["a"]}
{"id":"2","owner":"bob","size":20,"plan":"gold","tags":["b"]}`
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	d.records = `{"id":"2","owner_name":"bob","size":"large","plan":{"name":"gold"},"tags":"b"}
{"id":"3","owner":7,"size":"30","plan":5,"tags":{"c":null},"extra":[1,{"x":null}]}
{"id":"4"}`
	report, err := b.Pull(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := report.Streams[0].Invalid; got != 2 {
		t.Errorf("%d values fitted no column, want 2: large and the plan", got)
	}
	got := rawRecords(t, b, orDash("owner", "size", "plan", "tags", "_extra"), time.Time{})
	want := []string{
		`1 | ann | 10 | gold | ["a"] | -`,
		`2 | - | - | - | "b" | {"owner_name":"bob","size":"large","plan":{"name":"gold"}}`,
		`3 | 7 | 30 | 5 | {"c":null} | {"extra":[1,{"x":null}]}`,
		`4 | - | - | - | - | -`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("raw table (-want +got):\n%s", diff)
	}
}

// A changed declaration is read from the loads there are until the next pull,
// which reads everything anew; and so are the old loads for an earlier instant.
func TestDeclaredDrift(t *testing.T) {
	d := &drifter{declared: []connectors.Column{{Name: "owner", Type: connectors.String}, {Name: "size", Type: connectors.Int}, {Name: "code", Type: connectors.String},
		{Name: "plan", Type: connectors.JSON}, {Name: "seats", Type: connectors.Int}, {Name: "dropped", Type: connectors.Decimal}}}
	b := driftBench(t, d)
	d.records = `{"id":"1","owner":"ann","size":10,"code":"12","plan":{"name":"gold"},"seats":3,"dropped":1.5,"added":"x"}
{"id":"2","owner":"bob","size":20,"code":"abc","plan":7,"seats":4,"dropped":"many"}`
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	before := b.clock.Now()
	d.declared = []connectors.Column{{Name: "owner_name", Type: connectors.String, Path: "owner"}, {Name: "size", Type: connectors.String}, {Name: "code", Type: connectors.Int},
		{Name: "plan", Type: connectors.Int}, {Name: "seats", Type: connectors.JSON}, {Name: "added", Type: connectors.String}}
	shown := orDash("owner_name", "size", "code", "plan", "seats", "added", "_extra")
	old := []string{
		`1 | - | 10 | 12 | - | 3 | - | {"added":"x","plan":{"name":"gold"},"owner":"ann","dropped":1.5}`,
		`2 | - | 20 | - | 7 | 4 | - | {"dropped":"many","code":"abc","owner":"bob"}`,
	}
	b.clock.Advance(time.Hour)
	if diff := cmp.Diff(old, rawRecords(t, b, shown, time.Time{})); diff != "" {
		t.Errorf("before the next pull (-want +got):\n%s", diff)
	}
	b.clock.Advance(time.Hour)
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"", ""}, d.cursors); diff != "" {
		t.Errorf("cursors of the pulls (-want +got):\n%s", diff)
	}
	anew := []string{
		`1 | ann | 10 | 12 | - | 3 | x | {"dropped":1.5,"plan":{"name":"gold"}}`,
		`2 | bob | 20 | - | 7 | 4 | - | {"dropped":"many","code":"abc"}`,
	}
	if diff := cmp.Diff(anew, rawRecords(t, b, shown, time.Time{})); diff != "" {
		t.Errorf("after the next pull (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(old, rawRecords(t, b, shown, before)); diff != "" {
		t.Errorf("as known before (-want +got):\n%s", diff)
	}
}
