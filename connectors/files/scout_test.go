package files

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// TestLargeFilesAreJudgedAsSmallOnes: reading the keys first changes neither which
// rows land nor which are rejected and why.
func TestLargeFilesAreJudgedAsSmallOnes(t *testing.T) {
	dir := t.TempDir()
	var csv, jsonl strings.Builder
	csv.WriteString("ticket_id,seq,occurred_at,state\n")
	for i := range 3000 {
		fmt.Fprintf(&csv, "t%d,%d,2026-01-01T00:00:00Z,open\n", i/3, i%3)
		fmt.Fprintf(&jsonl, "{\"ticket_id\":\"u%d\",\"seq\":%d,\"occurred_at\":\"2026-01-01T00:00:00Z\"}\n", i/3, i%3)
	}
	csv.WriteString("t7,1,2026-01-01T00:00:00Z,open\nt7,2,2026-01-02T00:00:00Z,open\nt8,x,2026-01-02T00:00:00Z,open\nt9\n")
	jsonl.WriteString("{\"ticket_id\":\"t20\",\"seq\":\"0\",\"occurred_at\":\"2026-01-03T00:00:00Z\"}\n{\"seq\":1}\n{\n")
	for name, text := range map[string]string{"a.csv": csv.String(), "b.jsonl": jsonl.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	judge := func(readTwice int64) (result connectors.Result, rejects []string) {
		source, err := New(config.Source{Name: "team", Type: "files", Tables: map[string]config.Table{"ticket_events": {Path: filepath.Join(dir, "*")}}})
		if err != nil {
			t.Fatal(err)
		}
		source.readTwice = readTwice
		result, err = source.Pull(context.Background(), connectors.Request{Stream: "ticket_events", LoadID: "L", LoadedAt: time.Unix(0, 0), Reject: func(r connectors.Reject) error {
			rejects = append(rejects, filepath.Base(r.Place)+": "+r.Reason+" "+string(r.Record))
			return nil
		}}, func(arrow.Record) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return result, rejects
	}
	want, wantRejects := judge(readTwice)
	got, gotRejects := judge(1)
	if diff := cmp.Diff(want, got) + cmp.Diff(wantRejects, gotRejects); diff != "" || len(gotRejects) != 6 {
		t.Errorf("%d rejected (-once +twice):\n%s", len(gotRejects), diff)
	}
}

// TestScoutFindsEveryRepeatedKey, and few others.
func TestScoutFindsEveryRepeatedKey(t *testing.T) {
	const rows = 1 << 16
	s := newScout(rows * 40)
	id := func(i uint64) uint64 { return (i + 1) * 0x9e3779b97f4a7c15 }
	for i := range uint64(rows) {
		s.note(id(i))
	}
	if others := len(s.again); others > rows/8 {
		t.Errorf("%d of %d keys that stand once are suspected", others, rows)
	}
	for i := uint64(0); i < rows; i += 100 {
		s.note(id(i))
		if _, found := s.again[id(i)]; !found {
			t.Fatalf("key %d stands twice and is not found", i)
		}
	}
}
