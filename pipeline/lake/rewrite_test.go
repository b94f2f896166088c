package lake

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"quarterdeck/connectors"
)

// without keeps of a batch the rows before the first with this id or a greater one.
func without(from int64) func(arrow.Record) (arrow.Record, error) {
	return func(batch arrow.Record) (arrow.Record, error) {
		ids := batch.Column(0).(*array.Int64)
		for i := range ids.Len() {
			if ids.Value(i) < from {
				continue
			}
			if i == 0 {
				return nil, nil
			}
			return batch.NewSlice(0, int64(i)), nil
		}
		return batch, nil
	}
}

// held lists the ids of every load, and proves that each is whole.
func held(t *testing.T, l *Lake) []string {
	t.Helper()
	id := StreamID{Source: "crm", Stream: "companies"}
	loads, err := l.everyLoad(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Verify(t.Context(), loads); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range loads {
		all = append(all, fmt.Sprintf("%s rows %d cursor %s", m.LoadID, m.Rows, m.Cursor))
	}
	rows := int64(0)
	if err := l.Scan(t.Context(), id, func(batch arrow.Record) error { rows += batch.NumRows(); return nil }); err != nil {
		t.Fatal(err)
	}
	return append(all, fmt.Sprint("rows ", rows))
}

// Rewriting is broken at each of its disk operations: after a sweep every load is as
// it was or as it is to be, and rewriting again ends it.
func TestRewriteIsBrokenAtEveryStep(t *testing.T) {
	id := StreamID{Source: "crm", Stream: "companies"}
	for at := 1; ; at++ {
		dir := t.TempDir()
		l := openLake(t, dir, &clock{epoch})
		first := writeLoad(t, l, connectors.Full, 0, 5, "1")
		second := writeLoad(t, l, connectors.Increment, 3, 4, "2")
		b := &breaker{at: at, crash: true, err: errCrash}
		l.disk.fault = b.ask
		done, err := l.Rewrite(t.Context(), id, without(4))
		again := openLake(t, dir, &clock{epoch.Add(time.Minute)})
		if _, err := again.Sweep(); err != nil {
			t.Fatal(err)
		}
		if err == nil {
			if done != (Rewritten{Loads: 2, Rows: 4}) {
				t.Errorf("got %+v", done)
			}
			if at < 20 {
				t.Errorf("only %d operations were broken", at)
			}
			break
		}
		if got := held(t, again); len(got) != 3 {
			t.Fatalf("at %d (%s): got %v", at, b.trace[at-1], got)
		}
		if _, err := again.Rewrite(t.Context(), id, without(4)); err != nil {
			t.Fatalf("at %d: %v", at, err)
		}
		want := []string{first.LoadID + " rows 4 cursor 1", second.LoadID + " rows 1 cursor 2", "rows 5"}
		if got := held(t, again); !slices.Equal(got, want) {
			t.Fatalf("at %d: got %v, want %v", at, got, want)
		}
	}
}

func TestRewriteToNothing(t *testing.T) {
	l := openLake(t, t.TempDir(), &clock{epoch})
	writeLoad(t, l, connectors.Full, 0, 5, "1")
	id := StreamID{Source: "crm", Stream: "companies"}
	done, err := l.Rewrite(t.Context(), id, without(0))
	if err != nil || done != (Rewritten{Loads: 1, Rows: 5}) {
		t.Errorf("got %+v, %v", done, err)
	}
	if got := held(t, l); got[len(got)-1] != "rows 0" || len(got) != 2 {
		t.Errorf("got %v, want the load with its cursor and no rows", got)
	}
}
