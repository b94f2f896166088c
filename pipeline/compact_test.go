package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"
	"pgregory.net/rapid"

	"quarterdeck/connectors"
	"quarterdeck/pipeline/lake"
)

// writeThings commits a load of random versions of twelve keys, with tombstones,
// repeated rows and rows without a key, and returns them.
func writeThings(t *rapid.T, b *bench, stream connectors.Stream, mode connectors.Mode, open bool) (rows []thing, m *lake.Manifest) {
	w, err := b.lake.Begin("crm", stream)
	if err != nil {
		t.Fatal(err)
	}
	build := array.NewRecordBuilder(memory.DefaultAllocator, connectors.Schema(stream))
	defer build.Release()
	for seq := range rapid.IntRange(0, 15).Draw(t, "rows") {
		r := thing{version: int64(rapid.IntRange(0, 4).Draw(t, "version")), gone: rapid.IntRange(0, 3).Draw(t, "gone") == 0, load: w.ID(), seq: int64(seq)}
		if id := int64(rapid.IntRange(-1, 11).Draw(t, "id")); id >= 0 {
			r.id = &id
			build.Field(0).(*array.Int64Builder).Append(id)
		} else {
			build.Field(0).AppendNull()
		}
		build.Field(1).(*array.Int64Builder).Append(r.version)
		build.Field(2).(*array.StringBuilder).Append(w.ID())
		build.Field(3).(*array.TimestampBuilder).Append(arrow.Timestamp(w.StartedAt().UnixMicro()))
		build.Field(4).(*array.Int64Builder).Append(r.seq)
		build.Field(5).(*array.BooleanBuilder).Append(r.gone)
		build.Field(6).AppendNull()
		rows = append(rows, r)
	}
	rec := build.NewRecord()
	defer rec.Release()
	if err := w.Append(rec); err != nil {
		t.Fatal(err)
	}
	commit := w.Commit
	if open {
		commit = w.Checkpoint
	}
	m, err = commit(connectors.Result{Mode: mode, Cursor: json.RawMessage(`"` + w.ID() + `"`)})
	if err != nil {
		t.Fatal(err)
	}
	return rows, m
}

// Whatever a stream has been through, and however often it was compacted and
// pruned meanwhile, what is read now and what was known at any earlier instant is
// what a simple model of all its rows says.
func TestCompactionChangesNothingThatIsRead(t *testing.T) {
	base, runs := t.TempDir(), 0
	db := openDuckDB(t)
	rapid.Check(t, func(r *rapid.T) {
		runs++
		versioned := rapid.Bool().Draw(r, "versioned")
		world := newOutside()
		world.columns["deals"] = []connectors.Column{{Name: "changed", Type: connectors.Int}}
		if versioned {
			world.version["deals"] = "changed"
		}
		clock := clockwork.NewFakeClockAt(twoInTheMorning)
		b := benchIn(t, filepath.Join(base, fmt.Sprint(runs)), world, clock)
		defer b.Close()
		if _, _, err := b.open(t.Context()); err != nil {
			r.Fatal(err)
		}
		stream, err := connectors.Find(world.Streams("alpha"), "deals")
		if err != nil {
			r.Fatal(err)
		}
		type known struct {
			at         time.Time
			live, gone []string
		}
		var rows []thing // since the newest full pull that is whole
		var past []known
		horizon, loaded := time.Time{}, false
		for range rapid.IntRange(2, 8).Draw(r, "steps") {
			clock.Advance(time.Hour)
			switch rapid.SampledFrom([]string{"increment", "increment", "increment", "full", "full in parts", "compact", "prune"}).Draw(r, "step") {
			case "increment":
				more, _ := writeThings(r, b, stream, connectors.Increment, false)
				rows, loaded = append(rows, more...), true
			case "full":
				rows, _ = writeThings(r, b, stream, connectors.Full, false)
				loaded = true
			case "full in parts":
				first, _ := writeThings(r, b, stream, connectors.Full, true)
				live, gone := readThings(r, b, db, versioned, time.Time{})
				wantLive, wantGone := newestOf(rows, versioned)
				if loaded && (!cmp.Equal(wantLive, live) || !cmp.Equal(wantGone, gone)) {
					r.Fatalf("half a full pull is seen: %v, %v", live, gone)
				}
				second, _ := writeThings(r, b, stream, connectors.Increment, false)
				rows, loaded = slices.Concat(first, second), true
			case "compact":
				if _, err := b.Compact(t.Context(), CompactOptions{Selectors: []Selector{{"crm", "deals"}}}); err != nil {
					r.Fatal(err)
				}
			case "prune":
				keep := time.Duration(rapid.IntRange(1, 8).Draw(r, "keep hours")) * time.Hour
				if _, err := b.Compact(t.Context(), CompactOptions{Selectors: []Selector{{"crm", "deals"}}, Prune: true, Keep: keep}); err != nil {
					r.Fatal(err)
				}
				horizon = later(horizon, clock.Now().Add(-keep))
			}
			now := known{at: clock.Now()}
			now.live, now.gone = newestOf(rows, versioned)
			past = append(past, now)
		}
		last := known{}
		if len(past) > 0 {
			last = known{live: past[len(past)-1].live, gone: past[len(past)-1].gone}
		}
		for _, k := range append(past, last) {
			var pruned *lake.PrunedError
			if _, err := b.lake.Parts("crm", "deals", k.at); errors.As(err, &pruned) && k.at.Before(horizon) {
				continue
			}
			live, gone := readThings(r, b, db, versioned, k.at)
			if diff := cmp.Diff([][]string{k.live, k.gone}, [][]string{live, gone}); diff != "" {
				r.Fatalf("known at %s (-model +lake):\n%s", k.at, diff)
			}
		}
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// The marts, and what is said of the sources, are the same after a compaction;
// superseded rows are gone, and the next pull goes on.
func TestCompactStream(t *testing.T) {
	b := newBench(t)
	o := b.outside
	o.rejected["crm.deals"] = map[int]string{5: "odd"}
	o.live["crm.deals"] = 24
	for n := range 5 {
		o.things["crm.deals"] = 5 * (n + 1)
		if n > 0 {
			o.rejected["crm.deals"] = nil
		}
		if _, err := b.Pull(t.Context(), []Selector{{"crm", ""}}); err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(24 * time.Hour)
	}
	tables := func() []string {
		all, err := b.tables(b.lake, knownAt(time.Time{}))
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, table := range all.tables {
			for _, s := range table.Sources {
				files := len(s.Files)
				s.Files = nil
				if table.Name != "alpha_deals" {
					said = append(said, fmt.Sprintf("%s %d files", table.Name, files))
				}
				said = append(said, fmt.Sprintf("%+v live %v", s, s.LiveRows != nil))
			}
		}
		return said
	}
	strip := func(lines []string) string { // pointers differ
		var out []string
		for _, l := range lines {
			before, after, _ := strings.Cut(l, "LiveRows:")
			_, after, _ = strings.Cut(after, " ")
			out = append(out, before+after)
		}
		return strings.Join(out, "\n")
	}
	before := strip(tables())
	report, err := b.Compact(t.Context(), CompactOptions{Selectors: []Selector{{"crm", "deals"}}})
	if err != nil {
		t.Fatal(err)
	}
	want := CompactReport{Streams: []CompactedStream{{Source: "crm", Stream: "deals", Loads: 5, RowsBefore: 25, Rows: 25, LiveRows: 25}}}
	want.Streams[0].LoadID = report.Streams[0].LoadID
	if diff := cmp.Diff(want, report); diff != "" || report.Made() != 1 {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, strip(tables())); diff != "" {
		t.Errorf("what the models are told (-before +after):\n%s", diff)
	}
	if rows, deals := dealsAt(t, b, time.Time{}); rows != 25 || deals != 25 {
		t.Errorf("the lake has %d rows of %d deals, want 25", rows, deals)
	}
	again, err := b.Compact(t.Context(), CompactOptions{})
	if err != nil || again.Made() != 1 || again.Streams[1].Skipped != "there is but one load" {
		t.Errorf("got %+v, %v, want only crm.companies to be compacted now", again, err)
	}
	o.things["crm.deals"] = 30
	o.pulled()
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"crm.deals from 25"}, o.pulled()); diff != "" {
		t.Errorf("the next pull (-want +got):\n%s", diff)
	}
	status, err := b.Sources(t.Context())
	if err != nil || status[0].Streams[1].Loads != 2 || status[0].Streams[1].Rows != 5 {
		t.Errorf("got %+v, %v", status, err)
	}
}

// dealsAt counts rows and deals of crm.deals as known at an instant, whatever load
// they came with.
func dealsAt(t *testing.T, b *bench, knownAt time.Time) (rows, deals int) {
	t.Helper()
	parts, err := b.lake.Parts("crm", "deals", knownAt)
	if err != nil {
		t.Fatal(err)
	}
	err = openDuckDB(t).QueryRow("SELECT count(*), count(DISTINCT id) FROM read_parquet(['"+strings.Join(parts, "','")+"'])").Scan(&rows, &deals)
	if err != nil {
		t.Fatal(err)
	}
	return rows, deals
}

// The night compacts what has gathered more than sixty loads, and nothing else.
func TestNightCompacts(t *testing.T) {
	b := newBench(t)
	for range nightlyLoads {
		if _, err := b.Pull(t.Context(), []Selector{{"desk", ""}}); err != nil {
			t.Fatal(err)
		}
	}
	report, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, s := range report.Compact.Streams {
		if s.LoadID != "" {
			made = append(made, fmt.Sprintf("%s.%s of %d", s.Source, s.Stream, s.Loads))
		}
	}
	if diff := cmp.Diff([]string{"desk.tickets of 61"}, made); diff != "" {
		t.Errorf("compacted (-want +got):\n%s", diff)
	}
	left, err := filepath.Glob(b.path("work", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestPruneNeedsASpan(t *testing.T) {
	var usage *UsageError
	if _, err := newBench(t).Compact(t.Context(), CompactOptions{Prune: true}); !errors.As(err, &usage) {
		t.Errorf("got %v, want a usage error", err)
	}
}
