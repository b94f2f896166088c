package lake

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
)

// compactAll makes one load of what is read, without leaving a row out.
func compactAll(t testing.TB, l *Lake) (*Manifest, error) {
	t.Helper()
	view, err := l.View("crm", "companies", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := l.BeginCompaction(view, companies())
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.Abort() }()
	rows := int64(0)
	for _, m := range view.Loads {
		rows += m.Rows
		if err := w.CopyFrom(t.Context(), m, func(string, int64) bool { return false }); err != nil {
			return nil, err
		}
	}
	if _, err := w.Seal(); err != nil {
		return nil, err
	}
	return w.CommitCompaction(rows)
}

// The rows of a compaction are those of its loads, in their order, with the load,
// the place and the instant they came with; a skipped one is left out.
func TestCompactionCopiesRows(t *testing.T) {
	c := &clock{epoch}
	l := openLake(t, t.TempDir(), c, func(o *Options) { o.RowGroupRows = 7; o.PartBytes = 1 })
	made := history(t, l, c, "F:x:20 I:x:0 I:open:9 I:x:30")
	view, err := l.View("crm", "companies", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := l.BeginCompaction(view, companies())
	if err != nil {
		t.Fatal(err)
	}
	skip := func(load string, seq int64) bool {
		return load == made[3].LoadID && seq%3 > 0 || load == made[2].LoadID
	}
	for _, m := range view.Loads {
		if err := w.CopyFrom(t.Context(), m, skip); err != nil {
			t.Fatal(err)
		}
	}
	files, err := w.Seal()
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.CommitCompaction(30)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l.Files(m), files); diff != "" || m.Rows != 30 {
		t.Errorf("it has %d rows and files (-manifest +sealed):\n%s", m.Rows, diff)
	}
	db := openDuckDB(t)
	list := func(files []string, where string) string {
		var text string
		err := db.QueryRow(`SELECT string_agg(to_json(r), chr(10) ORDER BY _load_id, _seq) FROM read_parquet(['` + strings.Join(files, "','") + `'], hive_partitioning=false) r WHERE ` + where).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	var old []string
	for _, m := range view.Loads {
		old = append(old, l.Files(m)...)
	}
	kept := fmt.Sprintf("_load_id = '%s' OR _load_id = '%s' AND _seq %% 3 = 0", made[0].LoadID, made[3].LoadID)
	if diff := cmp.Diff(list(old, kept), list(files, "true")); diff != "" {
		t.Errorf("rows (-loads +compaction):\n%s", diff)
	}
}

// After a compaction, what is read now is it, and what was read for any earlier
// instant is what was read before; the next pull goes on from the same cursor.
func TestCompactionKeepsBothClocks(t *testing.T) {
	c := &clock{epoch}
	l := openLake(t, t.TempDir(), c)
	made := history(t, l, c, "F:x:5 F:x:3 I:x:1 I:open:1 I:x:1")
	idsAt := func(at time.Time) string {
		loads, err := l.Loads("crm", "companies", at)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, m := range loads {
			ids = append(ids, m.LoadID)
		}
		return strings.Join(ids, " ")
	}
	var before []string
	for day := range made {
		before = append(before, idsAt(epoch.AddDate(0, 0, day)))
	}
	old, err := l.View("crm", "companies", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	c.at = epoch.AddDate(0, 0, 10)
	m, err := compactAll(t, l)
	if err != nil {
		t.Fatal(err)
	}
	for day := range made {
		if got := idsAt(epoch.AddDate(0, 0, day)); got != before[day] {
			t.Errorf("known at day %d: %s, before the compaction %s", day, got, before[day])
		}
	}
	if got := idsAt(c.at.Add(-time.Microsecond)); got != before[4] {
		t.Errorf("just before the compaction: %s, want %s", got, before[4])
	}
	if got := idsAt(c.at); got != m.LoadID {
		t.Errorf("at the compaction: %s, want it alone", got)
	}
	now, err := l.View("crm", "companies", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(old.LastPull(), now.LastPull()); diff != "" {
		t.Errorf("the last pull (-before +after):\n%s", diff)
	}
	if was, err := l.RowsBefore(old); err != nil || was != 5 {
		t.Errorf("the full pull before had %d rows, %v, want 5", was, err)
	}
	if is, err := l.RowsBefore(now); err != nil || is != 5 {
		t.Errorf("after the compaction the full pull before had %d rows, %v, want 5", is, err)
	}
	newest, err := l.Newest("crm", "companies")
	if err != nil || string(newest.Cursor) != "4" || newest.Compacts.Loads != 4 {
		t.Errorf("the newest load is %+v, %v", newest, err)
	}

	c.at = epoch.AddDate(0, 0, 11)
	writeLoad(t, l, connectors.Increment, 900, 2, "11")
	c.at = epoch.AddDate(0, 0, 12)
	again, err := compactAll(t, l)
	if err != nil {
		t.Fatal(err)
	}
	if again.Compacts.First != made[1].LoadID || again.Compacts.Loads != 2 || again.Rows != 8 {
		t.Errorf("the second compaction is %+v with %d rows", again.Compacts, again.Rows)
	}
}

// What was compared is what is committed: nothing comes after.
func TestSealedLoadTakesNoRows(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	w, err := l.Begin("crm", companies())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Seal(); err != nil {
		t.Fatal(err)
	}
	if err := w.Append(batch(w, 0, 1)); err == nil {
		t.Error("a sealed load took rows")
	}
}

func TestWhatIsNotCompacted(t *testing.T) {
	tests := map[string]string{
		"F:x:3":                 "but one load",
		"F:x:3 F:open:1":        "but one load",
		"F:x:3 I:x:1 F:open:1":  "has not come to its end",
		"F:x:3 I:x:1 I:open:1":  "its newest pull has not come to its end",
		"F:x:3 I:x:1 I:quota:1": "its newest pull has not come to its end",
		"F:open:3 I:open:1":     "has not come to its end",
		"F:x:3 I:x:1":           "",
		"I:x:3 I:x:1":           "",
		"F:open:3 I:x:1":        "",
	}
	for words, want := range tests {
		t.Run(words, func(t *testing.T) {
			c := &clock{epoch}
			l := openLake(t, t.TempDir(), c)
			history(t, l, c, words)
			_, err := compactAll(t, l)
			if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
		})
	}
	c := &clock{epoch}
	l := openLake(t, t.TempDir(), c)
	history(t, l, c, "F:x:3 I:x:1")
	view, err := l.View("crm", "companies", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	other := companies()
	other.Columns = other.Columns[:4]
	if _, err := l.BeginCompaction(view, other); err == nil || !strings.Contains(err.Error(), "its columns changed") {
		t.Errorf("got %v, want a refusal", err)
	}
}

// Break a compaction at each of its disk operations, as a crash and as a full
// disk: what is read is the same rows and the same cursor, before and after.
func TestBreakCompactionAtEveryStep(t *testing.T) {
	for _, crash := range []bool{true, false} {
		for at := 1; ; at++ {
			dir := t.TempDir()
			c := &clock{epoch}
			l := openLake(t, dir, c)
			history(t, l, c, "F:x:5 I:x:4 I:x:3")
			want := "2: 12 rows"
			b := &breaker{at: at, crash: crash, err: errCrash}
			l.disk.fault = b.ask
			_, err := compactAll(t, l)
			again := openLake(t, dir, c)
			if got := stateOf(t, again); got != want {
				t.Fatalf("broken at %d (%s): %s, want %s", at, b.trace[min(at, len(b.trace))-1], got, want)
			}
			if _, err := again.Sweep(); err != nil {
				t.Fatal(err)
			}
			if got := stateOf(t, again); got != want {
				t.Fatalf("swept after %d: %s, want %s", at, got, want)
			}
			if _, err := compactAll(t, again); err != nil && !strings.Contains(err.Error(), "but one load") {
				t.Errorf("after %d no compaction goes through: %v", at, err)
			}
			if err == nil {
				if at < 8 {
					t.Errorf("only %d operations were broken", at)
				}
				break
			}
			if !errors.Is(err, errCrash) || at > 100 {
				t.Fatalf("broken at %d: %v", at, err)
			}
		}
	}
}

// What nobody needs who looks back a given span goes; what is older cannot be
// asked for any more, everything else is as before.
func TestPrune(t *testing.T) {
	day := func(n int) time.Time { return epoch.AddDate(0, 0, n) }
	for name, test := range map[string]struct {
		history string
		since   int
		left    int // loads
	}{
		"before everything":            {"F:x:5 I:x:1 F:x:2", -1, 3},
		"all is needed":                {"F:x:5 I:x:1 F:x:2", 1, 3},
		"a newer full pull":            {"F:x:5 I:x:1 F:x:2", 2, 1},
		"its end came later":           {"F:x:5 I:x:1 F:open:2 I:x:1", 2, 4},
		"its end is there":             {"F:x:5 I:x:1 F:open:2 I:x:1", 3, 2},
		"only increments":              {"I:x:5 I:x:1", 9, 2},
		"an unfinished one stays":      {"F:x:5 F:x:1 F:open:2", 9, 2},
		"nothing but an unfinished":    {"F:open:1 I:open:2", 9, 2},
		"increments after a full pull": {"F:x:5 F:x:1 I:x:2 I:x:3", 9, 3},
	} {
		t.Run(name, func(t *testing.T) {
			c := &clock{epoch}
			dir := t.TempDir()
			l := openLake(t, dir, c)
			made := history(t, l, c, test.history)
			before := map[int][]*Manifest{}
			for n := range made {
				loads, err := l.Loads("crm", "companies", day(n))
				if err != nil {
					t.Fatal(err)
				}
				before[n] = loads
			}
			gone, err := l.Prune(t.Context(), "crm", "companies", day(test.since))
			if err != nil || gone.Loads != len(made)-test.left {
				t.Fatalf("removed %d loads, %v, want %d", gone.Loads, err, len(made)-test.left)
			}
			folders, err := filepath.Glob(filepath.Join(dir, "crm", "companies", "load=*"))
			if err != nil || len(folders) != test.left {
				t.Errorf("left are %v, %v, want %d", folders, err, test.left)
			}
			for n, want := range before {
				loads, err := l.Loads("crm", "companies", day(n))
				if pruned := want[0].LoadID < made[len(made)-test.left].LoadID; pruned {
					var out *PrunedError
					if !errors.As(err, &out) || n >= test.since {
						t.Errorf("known at day %d: got %d loads, %v", n, len(loads), err)
					}
					continue
				}
				if diff := cmp.Diff(want, loads); diff != "" || err != nil {
					t.Errorf("known at day %d, %v (-before +after):\n%s", n, err, diff)
				}
			}
			if again, err := l.Prune(t.Context(), "crm", "companies", day(test.since)); err != nil || again.Loads != 0 {
				t.Errorf("a second time removed %d loads, %v", again.Loads, err)
			}
			newest, err := l.Newest("crm", "companies")
			if err != nil || newest.LoadID != made[len(made)-1].LoadID {
				t.Errorf("the newest load is %v, %v", newest, err)
			}
		})
	}
}

// Nothing is removed while what replaces it is damaged.
func TestPruneVerifiesFirst(t *testing.T) {
	c := &clock{epoch}
	l := openLake(t, t.TempDir(), c)
	history(t, l, c, "F:x:5 I:x:1")
	c.at = epoch.AddDate(0, 0, 5)
	m, err := compactAll(t, l)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(l.Files(m)[0], 100); err != nil {
		t.Fatal(err)
	}
	var damaged *DamagedPartError
	if gone, err := l.Prune(t.Context(), "crm", "companies", c.at.AddDate(0, 0, 9)); !errors.As(err, &damaged) || gone.Loads != 0 {
		t.Errorf("removed %d loads, %v, want the damage", gone.Loads, err)
	}
	ids, err := l.loadIDs("crm/companies")
	if err != nil || len(ids) != 3 {
		t.Errorf("left are %v, %v", ids, err)
	}
}

// Break the pruning at each step: an instant is answered as before or, once it is
// decided, not at all; never with a part of the loads.
func TestBreakPruneAtEveryStep(t *testing.T) {
	for at := 1; ; at++ {
		dir := t.TempDir()
		c := &clock{epoch}
		l := openLake(t, dir, c)
		history(t, l, c, "F:x:5 I:x:4 I:x:3 F:x:2 I:x:1")
		b := &breaker{at: at, crash: true, err: errCrash}
		l.disk.fault = b.ask
		_, err := l.Prune(t.Context(), "crm", "companies", epoch.AddDate(0, 0, 4))
		for _, swept := range []bool{false, true} {
			again := openLake(t, dir, c)
			if swept {
				if _, err := again.Sweep(); err != nil {
					t.Fatal(err)
				}
			}
			if got := stateOf(t, again); got != "4: 3 rows" {
				t.Fatalf("broken at %d: %s", at, got)
			}
			loads, err := again.Loads("crm", "companies", epoch.AddDate(0, 0, 2))
			var pruned *PrunedError
			if !errors.As(err, &pruned) && (err != nil || len(loads) != 3 || again.Verify(t.Context(), loads) != nil) {
				t.Fatalf("broken at %d (%s), swept %v: an old instant has %d loads, %v", at, b.trace[min(at, len(b.trace))-1], swept, len(loads), err)
			}
		}
		if err == nil {
			if at < 6 {
				t.Errorf("only %d operations were broken", at)
			}
			return
		}
		if !errors.Is(err, errCrash) || at > 100 {
			t.Fatalf("broken at %d: %v", at, err)
		}
	}
}

func TestDamagedHorizonIsSeen(t *testing.T) {
	c := &clock{epoch}
	dir := t.TempDir()
	l := openLake(t, dir, c)
	history(t, l, c, "F:x:5 F:x:1")
	if _, err := l.Prune(t.Context(), "crm", "companies", epoch.AddDate(0, 0, 9)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "crm", "companies", "pruned.json")
	for _, text := range []string{"", "{}", `{"format_version": 1, "first_load": "x", "known_from": "2026-01-01T00:00:00Z"}`, `{"format_version": 2}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var broken *ManifestError
		if _, err := l.Loads("crm", "companies", time.Time{}); !errors.As(err, &broken) || broken.Path != path {
			t.Errorf("%q: got %v, want the file named", text, err)
		}
	}
}

// A compaction's manifest comes back as it was written.
func TestManifestOfACompaction(t *testing.T) {
	c := &clock{epoch}
	l := openLake(t, t.TempDir(), c)
	history(t, l, c, "F:x:5 I:x:4")
	c.at = epoch.AddDate(0, 0, 3)
	m, err := compactAll(t, l)
	if err != nil {
		t.Fatal(err)
	}
	read, err := l.Newest("crm", "companies")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, read); diff != "" {
		t.Errorf("manifest (-written +read):\n%s", diff)
	}
	if !read.StartedAt.Equal(epoch.AddDate(0, 0, 1)) || !read.FinishedAt.Equal(c.at) || read.FormatVersion != 2 || read.Mode != connectors.Full {
		t.Errorf("got %+v", read)
	}
	if _, err := json.Marshal(read); err != nil {
		t.Error(err)
	}
}
