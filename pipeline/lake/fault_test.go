package lake

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"quarterdeck/connectors"
)

var errCrash = errors.New("crash")

// breaker refuses disk operations. As a crash it refuses everything from
// operation at on (also the cleaning up); as a fault only that one.
type breaker struct {
	at, seen int
	crash    bool
	err      error
	trace    []string
}

func (b *breaker) ask(op, name string) error {
	b.seen++
	b.trace = append(b.trace, op+" "+name)
	if b.seen == b.at || b.crash && b.seen > b.at {
		return b.err
	}
	return nil
}

// The rename of the manifest comes after everything it speaks of is durable.
func TestOrderOfOperations(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	b := &breaker{}
	l.disk.fault = b.ask
	m := writeLoad(t, l, connectors.Full, 0, 5, "1")
	var got []string
	for _, line := range b.trace {
		line = strings.ReplaceAll(line, m.LoadID, "ID")
		if len(got) == 0 || got[len(got)-1] != line {
			got = append(got, line)
		}
	}
	want := []string{
		"mkdir crm", "syncdir .", "mkdir crm/companies", "syncdir crm",
		"mkdir crm", "mkdir crm/companies", "mkdir crm/companies/load=ID", "syncdir crm/companies",
		"create crm/companies/load=ID/part-00000.parquet",
		"write crm/companies/load=ID/part-00000.parquet",
		"sync crm/companies/load=ID/part-00000.parquet",
		"create crm/companies/load=ID/manifest.json.tmp",
		"write crm/companies/load=ID/manifest.json.tmp",
		"sync crm/companies/load=ID/manifest.json.tmp",
		"syncdir crm/companies/load=ID",
		"rename crm/companies/load=ID/manifest.json",
		"syncdir crm/companies/load=ID",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

// Break the second load at each of its disk operations, once as a crash and
// once as a full disk: afterwards the stream is as before the load or holds all
// of it, and a new load goes through.
func TestBreakAtEveryStep(t *testing.T) {
	for _, crash := range []bool{true, false} {
		t.Run(fmt.Sprintf("crash=%v", crash), func(t *testing.T) {
			for at := 1; ; at++ {
				if !breakAt(t, at, crash) {
					if at < 10 {
						t.Fatalf("only %d operations were broken", at)
					}
					return
				}
			}
		})
	}
}

// breakAt reports false when the load has fewer than at operations.
func breakAt(t *testing.T, at int, crash bool) bool {
	t.Helper()
	dir := t.TempDir()
	small := func(o *Options) { o.PartBytes = 1; o.RowGroupRows = 10 }
	l := openLake(t, dir, &clock{epoch}, small)
	writeLoad(t, l, connectors.Full, 0, 5, "1")
	b := &breaker{at: at, crash: crash, err: errCrash}
	if !crash {
		b.err = fmt.Errorf("write: %w", syscall.ENOSPC)
	}
	l.disk.fault = b.ask
	commitErr := twoParts(l)
	if b.seen < at {
		return false
	}
	if !crash && commitErr != nil && !errors.Is(commitErr, ErrDiskFull) {
		t.Errorf("at %d: got %v, want ErrDiskFull", at, commitErr)
	}

	again := openLake(t, dir, &clock{epoch.Add(time.Minute)}, small)
	state := stateOf(t, again)
	if state != "1: 5 rows" && state != "2: 25 rows" {
		t.Errorf("at %d (%s): the stream is %q", at, b.trace[at-1], state)
	}
	if commitErr == nil && state != "2: 25 rows" {
		t.Errorf("at %d: the commit succeeded and the rows are not there", at)
	}
	if _, err := again.Sweep(); err != nil {
		t.Fatal(err)
	}
	if !crash && state == "1: 5 rows" {
		if left := folderCount(t, dir); left != 1 {
			t.Errorf("at %d (%s): %d load folders are left after the abort and the sweep, want 1", at, b.trace[at-1], left)
		}
	}
	writeLoad(t, again, connectors.Increment, 100, 1, "3")
	if got := stateOf(t, again); !strings.HasPrefix(got, "3: ") {
		t.Errorf("at %d: after the next load the stream is %q", at, got)
	}
	return true
}

func twoParts(l *Lake) (err error) {
	w, err := l.Begin("crm", companies())
	if err != nil {
		return err
	}
	defer func() { _ = w.Abort() }()
	for i := range 2 {
		rec := batch(w, 5+10*i, 10)
		if err := w.Append(rec); err != nil {
			return err
		}
		rec.Release()
	}
	_, err = w.Commit(connectors.Result{Cursor: json.RawMessage("2"), Mode: connectors.Increment})
	return err
}

// stateOf is the cursor and the number of rows of the stream, verified.
func stateOf(t testing.TB, l *Lake) string {
	t.Helper()
	loads, err := l.Loads("crm", "companies", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Verify(t.Context(), loads); err != nil {
		t.Fatal(err)
	}
	var rows int64
	cursor := "none"
	for _, m := range loads {
		rows += m.Rows
		cursor = string(m.Cursor)
	}
	return fmt.Sprintf("%s: %d rows", cursor, rows)
}

func folderCount(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, "crm", "companies"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// Any history of loads, crashes, full disks, restarts and clock changes leaves
// what a simple model says: the cursor stands exactly behind the rows that are there.
func TestAnyHistory(t *testing.T) {
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		c := &clock{epoch}
		l := openLake(t, dir, c)
		cursor, rows := 0, 0 // the model
		for range rapid.IntRange(1, 8).Draw(r, "loads") {
			c.at = c.at.Add(time.Duration(rapid.Int64Range(-3000, 6000).Draw(r, "clock ms")) * time.Millisecond)
			full := rapid.Bool().Draw(r, "full")
			size := rapid.IntRange(0, 40).Draw(r, "rows")
			b := &breaker{at: rapid.IntRange(0, 30).Draw(r, "break at"), crash: rapid.Bool().Draw(r, "crash"), err: errCrash}
			l.disk.fault = b.ask
			mode, after := connectors.Increment, rows+size
			if full {
				mode, after = connectors.Full, size
			}
			_, err := tryLoad(l, mode, rows, size, fmt.Sprint(cursor+1))
			renamed := slicesContain(b.trace, "rename") && b.at > 0 && strings.HasPrefix(b.trace[min(b.at, len(b.trace))-1], "syncdir") && err != nil
			if b.crash {
				l = openLake(t, dir, c)
				if _, err := l.Sweep(); err != nil {
					r.Fatal(err)
				}
			}
			l.disk.fault = nil
			if err == nil {
				cursor, rows = cursor+1, after
			}
			got, want := stateOf(t, l), model(cursor, rows)
			if got != want && renamed && got == model(cursor+1, after) {
				cursor, rows = cursor+1, after // only the very last sync failed
				continue
			}
			if got != want {
				r.Fatalf("the stream is %q, want %q (error %v)", got, want, err)
			}
		}
	})
}

func model(cursor, rows int) string {
	if cursor == 0 {
		return "none: 0 rows"
	}
	return fmt.Sprintf("%d: %d rows", cursor, rows)
}

func slicesContain(trace []string, op string) bool {
	for _, line := range trace {
		if strings.HasPrefix(line, op+" ") {
			return true
		}
	}
	return false
}
