package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

// badDeals rejects the first n of total deals.
func badDeals(o *outside, total, n int) {
	o.things["crm.deals"] = total
	o.rejected["crm.deals"] = map[int]string{}
	for i := range n {
		o.rejected["crm.deals"][i] = fmt.Sprintf("amount is %d cats", i)
	}
}

func readRejects(t *testing.T, path string) []rejectLine {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []rejectLine
	for line := range bytes.Lines(data) {
		var one rejectLine
		if err := json.Unmarshal(line, &one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		lines = append(lines, one)
	}
	return lines
}

func TestRejectsAreWrittenDownAndCounted(t *testing.T) {
	b := newBench(t)
	badDeals(b.outside, 100, 5) // exactly the 5 % that are allowed
	report, err := b.Pull(t.Context(), []Selector{{"crm", ""}})
	if err != nil {
		t.Fatal(err)
	}
	deals := report.Streams[1]
	if deals.Rows != 95 || deals.Rejected != 5 || !strings.HasSuffix(deals.RejectFile, filepath.Join("data", rejectFile("crm", "deals", deals.LoadID))) {
		t.Errorf("got %+v", deals)
	}
	lines := readRejects(t, deals.RejectFile)
	want := rejectLine{Place: "page 1, record 4", Reason: "amount is 4 cats", Record: `{"thing": 4}`, Stream: "deals", LoadID: deals.LoadID, At: twoInTheMorning}
	if len(lines) != 5 {
		t.Fatalf("got %d lines, want 5", len(lines))
	}
	if diff := cmp.Diff(want, lines[4]); diff != "" {
		t.Errorf("the last line (-want +got):\n%s", diff)
	}
	newest, err := b.lake.Newest("crm", "deals")
	if err != nil || newest.Rejected != 5 || newest.Rows != 95 {
		t.Errorf("got manifest %+v, %v", newest, err)
	}
	if _, err := os.Stat(b.path("rejects", "crm", "companies")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a stream without rejects has a folder: %v", err)
	}
}

// Over the threshold the stream fails and says all one needs to know; nothing of
// the load stays but the file.
func TestTooManyRejectsFailTheStream(t *testing.T) {
	none, half, all := 0.0, 0.5, 1.0
	tests := map[string]struct {
		limit      *float64
		total, bad int
		fails      string
	}{
		"default":             {nil, 100, 6, "6 of 100 records were rejected (6 %), more than max_rejects allows (5 %)"},
		"none allowed":        {&none, 1000, 1, "1 of 1000 records were rejected (0.1 %), more than max_rejects allows (0 %)"},
		"none allowed, none":  {&none, 1000, 0, ""},
		"half allowed":        {&half, 10, 5, ""},
		"all allowed":         {&all, 10, 10, ""},
		"nothing but rejects": {nil, 10, 10, "10 of 10 records were rejected (100 %)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, func(c *config.Config) { c.Sources[0].MaxRejects = test.limit })
			badDeals(b.outside, test.total, test.bad)
			report, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}})
			if test.fails == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var rejected *RejectsError
			if !errors.As(err, &rejected) || !strings.Contains(err.Error(), test.fails) {
				t.Fatalf("got %v, want %q", err, test.fails)
			}
			first := readRejects(t, rejected.File)[0]
			for _, part := range []string{"crm.deals", "the first: " + first.Place + ": " + first.Reason, report.Streams[0].RejectFile, "mend them at the source", "raise max_rejects of source crm"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the error lacks %q: %v", part, err)
				}
			}
			if lines := readRejects(t, rejected.File); len(lines) != test.bad {
				t.Errorf("the file has %d lines, want %d", len(lines), test.bad)
			}
			if newest, err := b.lake.Newest("crm", "deals"); newest != nil || err != nil {
				t.Errorf("got load %v, %v, want none", newest, err)
			}
		})
	}
}

// A pull that can only fail is given up long before its end, but not because its
// first rows have not arrived yet.
func TestHopelessPullEndsEarly(t *testing.T) {
	b := newBench(t)
	badDeals(b.outside, 60_000, 60_000)
	_, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}})
	var rejected *RejectsError
	if !errors.As(err, &rejected) || rejected.Rejected > 10_000 {
		t.Errorf("got %v, want it to fail within the first 10,000 records", err)
	}
	badDeals(b.outside, 40_000, 2_000) // the bad ones come first, and are 5 %
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err != nil {
		t.Errorf("got %v, want a pull of 5 %% rejects to come to its end", err)
	}
}

func TestLongRecordsAreCut(t *testing.T) {
	long := bytes.Repeat([]byte("ü"), 40<<10)
	got := cut(append([]byte("x"), long...))
	if len(got) > rejectedRecordBytes+100 || !strings.HasSuffix(got, "… (cut here; it has 81921 bytes)") || !utf8.ValidString(got) {
		t.Errorf("got %d bytes that end in %q", len(got), got[len(got)-60:])
	}
	if whole := cut(long[:rejectedRecordBytes]); whole != string(long[:rejectedRecordBytes]) {
		t.Error("a record of exactly the limit was cut")
	}
	if broken := cut(bytes.Repeat([]byte{0x80}, 70<<10)); len(broken) < rejectedRecordBytes {
		t.Errorf("a record that is no text was cut to %d bytes", len(broken))
	}
}

func TestNewestRejectFilesStay(t *testing.T) {
	b := newBench(t)
	for range keptRejectFiles + 5 {
		r := b.newRejects(b.cfg.Sources[0], "deals")
		b.clock.Advance(time.Second)
		load, err := b.newRunID()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(r.add(load, connectors.Reject{Reason: "odd"}), r.close(), r.close()); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(b.path("rejects", "crm", "deals", "*"))
	if err != nil || len(files) != keptRejectFiles {
		t.Errorf("got %d files, %v, want the newest %d", len(files), err, keptRejectFiles)
	}
	newest, err := b.newRunID()
	if err != nil {
		t.Fatal(err)
	}
	r := b.newRejects(b.cfg.Sources[0], "deals")
	if err := errors.Join(r.add(newest, connectors.Reject{}), r.close()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(files[0]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the oldest file is still there: %v", err)
	}
	if _, err := os.Stat(files[1]); err != nil {
		t.Error(err)
	}
}

// TestSmallIncrementsAreJudgedAsHundred: the share of next to nothing says nothing.
func TestSmallIncrementsAreJudgedAsHundred(t *testing.T) {
	for _, test := range []struct {
		mode           connectors.Mode
		landed, reject int64
		limit          float64
		fails          bool
	}{
		{connectors.Increment, 9, 1, 0.05, false},
		{connectors.Increment, 0, 5, 0.05, false},
		{connectors.Increment, 4, 6, 0.05, true},
		{connectors.Increment, 9, 1, 0, true},
		{connectors.Increment, 1000, 60, 0.05, true},
		{connectors.Full, 9, 1, 0.05, true},
		{connectors.Full, 99, 1, 0.05, false},
	} {
		r := &rejects{source: "crm", limit: test.limit, count: test.reject}
		if err := r.judge(test.landed, test.mode); (err != nil) != test.fails {
			t.Errorf("%+v: got %v", test, err)
		}
	}
}
