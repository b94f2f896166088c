package lake

import (
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "github.com/marcboeker/go-duckdb/v2"

	"quarterdeck/connectors"
)

var update = flag.Bool("update", false, "rewrite golden files")

// What DuckDB, the lake's reader, sees in the files is what was appended.
func TestDuckDBReadsWhatWasAppended(t *testing.T) {
	c := &clock{epoch}
	dir := t.TempDir()
	l := openLake(t, dir, c, func(o *Options) { o.RowGroupRows = 100; o.PartBytes = 8 << 10 })
	w, err := l.Begin("crm", companies())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		rec := batch(w, i*70, 70)
		if err := w.Append(rec); err != nil {
			t.Fatal(err)
		}
		rec.Release()
	}
	m, err := w.Commit(connectors.Result{Cursor: json.RawMessage(`"c"`), Mode: connectors.Full})
	if err != nil {
		t.Fatal(err)
	}
	if m.Rows != 1400 || len(m.Parts) < 3 {
		t.Errorf("got %d rows in %d parts, want 1400 rows in several parts", m.Rows, len(m.Parts))
	}
	parts, err := l.Parts("crm", "companies", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	db := openDuckDB(t)
	from := "read_parquet(['" + strings.Join(parts, "','") + "'], hive_partitioning=false)"
	got := make([]string, 5)
	err = db.QueryRow(`SELECT count(*)::VARCHAR, sum(amount)::VARCHAR, max(name), max(updated_at)::VARCHAR, count(day)::VARCHAR FROM `+from).
		Scan(&got[0], &got[1], &got[2], &got[3], &got[4])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"1400", "979300.001400", "Müller & Söhne 999", "2026-11-21 02:00:00.001399", "700"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	var types string
	err = db.QueryRow(`SELECT string_agg(column_name || ' ' || column_type, ', ') FROM (DESCRIBE SELECT * FROM ` + from + `)`).Scan(&types)
	if err != nil {
		t.Fatal(err)
	}
	wantTypes := "id BIGINT, name VARCHAR, amount DECIMAL(18,6), updated_at TIMESTAMP, day DATE, " +
		"_load_id VARCHAR, _loaded_at TIMESTAMP, _seq BIGINT, _deleted BOOLEAN, _extra VARCHAR"
	if types != wantTypes {
		t.Errorf("types:\n got %s\nwant %s", types, wantTypes)
	}
}

func openDuckDB(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestManifestGolden(t *testing.T) {
	c := &clock{epoch}
	dir := t.TempDir()
	l := openLake(t, dir, c)
	w, err := l.Begin("crm", companies())
	if err != nil {
		t.Fatal(err)
	}
	rec := batch(w, 0, 3)
	defer rec.Release()
	if err := w.Append(rec); err != nil {
		t.Fatal(err)
	}
	c.at = c.at.Add(1500 * time.Millisecond)
	_, err = w.Commit(connectors.Result{
		Cursor: json.RawMessage(`{"since": "2026-11-21T02:00:00Z", "q": "<&>"}`), Mode: connectors.Increment, Pages: 2, Invalid: 1,
		Window: connectors.Window{To: epoch},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "crm", "companies", "load="+w.ID(), "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "manifest.golden.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("manifest (-want +got):\n%s", diff)
	}
}

// Which loads are known at an instant: from the newest full load that had
// finished by then on.
func TestLoadsKnownAt(t *testing.T) {
	c := &clock{epoch}
	l := openLake(t, t.TempDir(), c)
	var ids []string
	for i, mode := range []connectors.Mode{"increment", "full", "increment", "increment", "full", "increment"} {
		c.at = epoch.AddDate(0, 0, i)
		ids = append(ids, writeLoad(t, l, mode, i*10, i%2, fmt.Sprint(i)).LoadID) // every other load is empty
	}
	tests := map[string]struct {
		knownAt time.Time
		want    []int
	}{
		"everything":               {time.Time{}, []int{4, 5}},
		"before the first":         {epoch.Add(-time.Second), nil},
		"only an increment so far": {epoch, []int{0}},
		"exactly at a full load":   {epoch.AddDate(0, 0, 1), []int{1}},
		"after increments":         {epoch.AddDate(0, 0, 3), []int{1, 2, 3}},
		"just before a full load":  {epoch.AddDate(0, 0, 4).Add(-time.Microsecond), []int{1, 2, 3}},
		"at the second full load":  {epoch.AddDate(0, 0, 4), []int{4}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			loads, err := l.Loads("crm", "companies", test.knownAt)
			if err != nil {
				t.Fatal(err)
			}
			var got, want, wantParts []string
			for _, m := range loads {
				got = append(got, m.LoadID)
			}
			for _, i := range test.want {
				want = append(want, ids[i])
				if i%2 == 1 {
					wantParts = append(wantParts, filepath.Join(l.dir, "crm", "companies", "load="+ids[i], "part-00000.parquet"))
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("loads (-want +got):\n%s", diff)
			}
			parts, err := l.Parts("crm", "companies", test.knownAt)
			if diff := cmp.Diff(wantParts, parts); diff != "" || err != nil {
				t.Errorf("parts (-want +got):\n%s, error %v", diff, err)
			}
		})
	}
}

func TestEmptyLoadIsAManifestWithoutPart(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	m := writeLoad(t, l, connectors.Full, 0, 0, `"c1"`)
	if len(m.Parts) != 0 || m.Rows != 0 {
		t.Errorf("got %d parts, %d rows, want none", len(m.Parts), m.Rows)
	}
	newest, err := l.Newest("crm", "companies")
	if err != nil || newest == nil || !equalJSON(newest.Cursor, json.RawMessage(`"c1"`)) {
		t.Errorf("got newest %+v, error %v, want the cursor c1", newest, err)
	}
}

func TestUnknownStreamHasNothing(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	newest, err := l.Newest("crm", "companies")
	if newest != nil || err != nil {
		t.Errorf("Newest: got %v, %v, want nil, nil", newest, err)
	}
	parts, err := l.Parts("crm", "companies", time.Time{})
	if parts != nil || err != nil {
		t.Errorf("Parts: got %v, %v, want nil, nil", parts, err)
	}
}

// A clock that stands still or goes back changes neither the order of loads
// nor what counts as known.
func TestClockGoingBack(t *testing.T) {
	c := &clock{epoch}
	dir := t.TempDir()
	last, finished := "", time.Time{}
	for i, step := range []time.Duration{0, 0, -time.Hour, 0, time.Minute, 2 * time.Hour} {
		c.at = c.at.Add(step)
		l := openLake(t, dir, c) // the same entropy again, as after a restart with a fixed seed
		m := writeLoad(t, l, connectors.Increment, i, 1, fmt.Sprint(i))
		if m.LoadID <= last {
			t.Errorf("load %d: id %s is not after %s", i, m.LoadID, last)
		}
		if m.FinishedAt.Before(finished) {
			t.Errorf("load %d: finished at %s, before the load before it", i, m.FinishedAt)
		}
		last, finished = m.LoadID, m.FinishedAt
	}
}

func TestOneLoadOfAStreamAtATime(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	w, err := l.Begin("crm", companies())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Begin("crm", companies()); err == nil {
		t.Error("a second load of the stream began")
	}
	if _, err := l.Begin("billing", companies()); err != nil {
		t.Errorf("the same stream of another source: %v", err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Begin("crm", companies()); err != nil {
		t.Errorf("after abort: %v", err)
	}
	if err := w.Append(batch(w, 0, 1)); err == nil {
		t.Error("an aborted load took rows")
	}
	if _, err := w.Commit(connectors.Result{Mode: connectors.Full}); err == nil {
		t.Error("an aborted load was committed")
	}
}

func TestHostileNames(t *testing.T) {
	dir := t.TempDir()
	outside := t.TempDir()
	l := openLake(t, dir, &clock{epoch})
	names := []string{"", ".", "..", "../x", "a/b", `a\b`, "a\x00b", "*", "a?", "[a]", ".hidden", "load=x", "a ", "ends.", "ü",
		strings.Repeat("a", 300), "/etc"}
	for _, name := range names {
		s := companies()
		s.Name = name
		if _, err := l.Begin("crm", s); err == nil {
			t.Errorf("stream %q was accepted", name)
		}
		if _, err := l.Begin(name, companies()); err == nil {
			t.Errorf("source %q was accepted", name)
		}
		if _, err := l.Parts(name, "companies", time.Time{}); err == nil {
			t.Errorf("parts of source %q were listed", name)
		}
	}
	if err := os.Symlink(outside, filepath.Join(dir, "billing")); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Begin("billing", companies()); err == nil {
		t.Error("a load went through a symbolic link out of the lake")
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) > 0 {
		t.Errorf("outside the lake: got %v, %v, want nothing", entries, err)
	}
}

func TestWrongColumnsAreRefused(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	other := companies()
	other.Columns = other.Columns[1:]
	w, err := l.Begin("crm", other)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Append(batch(w, 0, 1)); err == nil || !strings.Contains(err.Error(), "declared are") {
		t.Errorf("got %v, want a refusal that names the columns", err)
	}
	if _, err := w.Commit(connectors.Result{Mode: connectors.Full}); err == nil {
		t.Error("a load with a refused batch was committed")
	}
}
