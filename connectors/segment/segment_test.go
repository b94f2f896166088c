package segment_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/segment"
)

// folder is a folder of files and a source that reads it.
type folder struct {
	t      *testing.T
	dir    string
	clock  *connectortest.Clock
	source *segment.Source
}

func newFolder(t *testing.T, pattern string) *folder {
	t.Helper()
	f := &folder{t: t, dir: t.TempDir(), clock: &connectortest.Clock{}}
	f.open(pattern, "")
	return f
}

func (f *folder) open(pattern, groupKey string) {
	f.t.Helper()
	var err error
	f.source, err = segment.New(config.Source{Name: "usage", Path: filepath.Join(f.dir, pattern), GroupKey: groupKey}, f.clock.Deps())
	if err != nil {
		f.t.Fatal(err)
	}
}

// write makes a file that last changed so long ago.
func (f *folder) write(name string, text []byte, ago time.Duration) {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		f.t.Fatal(err)
	}
	at := f.clock.Now().Add(-ago)
	if err := os.Chtimes(path, at, at); err != nil {
		f.t.Fatal(err)
	}
}

func (f *folder) pull(cursor json.RawMessage) connectortest.Loaded {
	f.t.Helper()
	return connectortest.MustPull(f.t, f.source, "messages", cursor)
}

// rejected pulls everything and lists the rejects without the folder.
func (f *folder) rejected() (ids, rejects []string) {
	f.t.Helper()
	_, err := f.source.Pull(f.t.Context(), connectors.Request{Stream: "messages", LoadID: "01", LoadedAt: connectortest.Now(),
		Reject: func(r connectors.Reject) error {
			rejects = append(rejects, strings.TrimPrefix(r.Place, f.dir+"/")+" "+r.Reason)
			return nil
		}}, func(batch arrow.Record) error {
		for _, row := range connectortest.Texts(batch) {
			ids = append(ids, row["message_id"])
		}
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return ids, rejects
}

func message(id, more string) string {
	return "{" + connectortest.Members(fmt.Sprintf(`"type":"track","event":"login","messageId":%q,"userId":"u@x.test","timestamp":"2026-02-28T05:00:00.123Z"`, id), more) + "}\n"
}

func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestMessages are the examples of Segment's specification, one of each type.
func TestMessages(t *testing.T) {
	f := newFolder(t, "*.jsonl")
	f.open("*.jsonl", "org.id")
	f.write("a.jsonl", []byte("\xef\xbb\xbf"+
		`{"anonymousId":"23adfd82-aa0f-45a7-a756-24f2a7a4c895","context":{"library":{"name":"analytics.js"},"ip":"108.0.78.21","groupId":"A-1"},"event":"Course Clicked","integrations":{"All":true},"messageId":"ajs-f8ca1e4de5024d9430b3928bd8ac6b96","properties":{"title":"Intro","quantity":2.5,"org.id":"A-2"},"receivedAt":"2015-12-12T19:11:01.266Z","sentAt":"2015-12-12T19:11:01.169Z","timestamp":"2015-12-12T19:11:01.249Z","originalTimestamp":"2015-12-12T19:11:01.152Z","type":"track","userId":"AiUGstSDIg","version":2}`+"\r\n"+
		`{"type":"page","name":"Home","messageId":"m2","userId":"u","timestamp":"2026-02-28T05:00:00Z"}`+"\n\n"+
		`{"type":"screen","name":"Start","messageId":"m3","anonymousId":"a","receivedAt":"2026-02-28T05:00:00Z"}`+"\n"+
		`{"type":"group","groupId":"A-3","messageId":"m4","userId":"u","traits":{"employees":"329","name":"Initech"},"timestamp":"2026-02-28T05:00:00Z"}`+"\n"+
		`{"type":"identify","messageId":"m5","userId":"u","anonymousId":"a","traits":{"email":"u@x.test"},"timestamp":"2026-02-28T05:00:00Z"}`+"\n"+
		`{"type":"alias","messageId":"m6","userId":"u","previousId":"a","timestamp":"2026-02-28T05:00:00Z"}`+"\n"+
		`{"type":"newkind","messageId":7,"userId":8,"timestamp":"2026-02-28T05:00:00Z"}`), time.Hour)
	got := f.pull(nil)
	if got.Mode != connectors.Full || got.Invalid != 0 || got.Rejected != 0 {
		t.Errorf("%s, %d invalid, %d rejected", got.Mode, got.Invalid, got.Rejected)
	}
	want := []string{"ajs-f8ca1e4de5024d9430b3928bd8ac6b96", "m2", "m3", "m4", "m5", "m6", "7"}
	if diff := cmp.Diff(want, got.Column("message_id")); diff != "" {
		t.Fatal(diff)
	}
	for column, want := range map[string]string{"type": "track", "event": "Course Clicked", "user_id": "AiUGstSDIg", "anonymous_id": "23adfd82-aa0f-45a7-a756-24f2a7a4c895",
		"context_group_id": "A-1", "property_group_id": "A-2", "quantity": "2.5",
		"_extra": `{"version":2,"context":{"library":{"name":"analytics.js"}},"properties":{"title":"Intro"}}`} {
		if have := got.Rows[0][column]; have != want {
			t.Errorf("%s = %q, want %q", column, have, want)
		}
	}
	if at := strings.Replace(got.Rows[0]["occurred_at"], "T", " ", 1); !strings.HasPrefix(at, "2015-12-12 19:11:01.249") {
		t.Errorf("occurred at %s", at)
	}
	if got.Rows[3]["group_id"] != "A-3" || got.Rows[3]["traits"] != `{"employees":"329","name":"Initech"}` || got.Rows[5]["previous_id"] != "a" || got.Rows[1]["name"] != "Home" {
		t.Errorf("rows %v", got.Rows)
	}
}

// TestBadLines: each wrong line is told with its place and reason, and the
// others land.
func TestBadLines(t *testing.T) {
	f := newFolder(t, "*")
	at := `,"timestamp":"2026-02-28T05:00:00Z"`
	f.write("a.json", []byte(strings.Join([]string{
		strings.TrimSpace(message("ok1", "")), `{"type":"track"`, `["track"]`,
		`{"messageId":"m","userId":"u"` + at + `}`, `{"type":"track","event":"e","userId":"u"` + at + `}`, `{"type":"track","event":"e","messageId":"","userId":"u"` + at + `}`,
		`{"type":"track","event":"e","messageId":"m","userId":null` + at + `}`, `{"type":"track","event":"e","messageId":"m","userId":"u"}`,
		`{"type":"track","messageId":"m","userId":"u"` + at + `}`, `{"type":"group","messageId":"m","userId":"u"` + at + `}`, `{"type":"alias","messageId":"m","userId":"u"` + at + `}`,
		strings.Repeat("x", 9<<20), strings.TrimSpace(message("ok2", "")), `{"type":"tra`}, "\n")), time.Hour)
	whole := zipped(t, message("z1", "")+message("z2", `"note":"`+strings.Repeat("zyxw", 100)+`"`))
	f.write("b.json.gz", whole[:len(whole)-12], time.Hour)
	f.write("c.json.gz", []byte("no gzip at all"), time.Hour)
	f.write("d.json", nil, time.Hour)
	ids, rejects := f.rejected()
	if !slices.Contains(ids, "ok1") || !slices.Contains(ids, "ok2") || !slices.Contains(ids, "z1") {
		t.Errorf("landed %v", ids)
	}
	want := []string{"a.json:2 the line is not a JSON object", "a.json:3 the line is not a JSON object", "a.json:4 it has no type", "a.json:5 it has no messageId", "a.json:6 it has no messageId",
		"a.json:7 it has neither userId nor anonymousId", "a.json:8 it has no timestamp", "a.json:9 a track call has no event", "a.json:10 a group call has no groupId",
		"a.json:11 an alias call has no previousId", "a.json:12 the line is longer than allowed", "a.json:14 the file ends in the middle of the line",
		"b.json.gz:2 the file is not whole gzip: unexpected EOF", "c.json.gz:1 the file is not whole gzip: gzip: invalid header"}
	if diff := cmp.Diff(want, rejects); diff != "" {
		t.Errorf("rejects (-want +got)\n%s", diff)
	}
}

// TestOnlyWhatChanged goes through nights in which files come, grow, are touched,
// are changed behind their time, and go.
func TestOnlyWhatChanged(t *testing.T) {
	f := newFolder(t, "*/*.jsonl*")
	f.write("a/1.jsonl", []byte(message("a1", "")), time.Hour)
	f.write("b/1.jsonl.gz", zipped(t, message("b1", "")), time.Hour)
	night := f.pull(nil)
	if diff := cmp.Diff([]string{"a1", "b1"}, night.Column("message_id")); diff != "" {
		t.Fatal(diff)
	}
	steps := []struct {
		name string
		do   func()
		want []string
	}{
		{"nothing", func() {}, []string{}},
		{"a new file", func() { f.write("b/2.jsonl", []byte(message("b2", "")), time.Hour) }, []string{"b2"}},
		{"a grown file", func() { f.write("a/1.jsonl", []byte(message("a1", "")+message("a2", "")), time.Hour) }, []string{"a1", "a2"}},
		{"a touched file", func() { f.write("a/1.jsonl", []byte(message("a1", "")+message("a2", "")), time.Minute) }, []string{}},
		{"another text of one size and time", func() { f.write("a/1.jsonl", []byte(message("a1", "")+message("a3", "")), time.Minute) }, []string{"a1", "a3"}},
		{"a file that went", func() { os.Remove(filepath.Join(f.dir, "b/2.jsonl")) }, []string{}},
		{"and came back", func() { f.write("b/2.jsonl", []byte(message("b2", "")), time.Hour) }, []string{"b2"}},
	}
	for _, step := range steps {
		step.do()
		next := f.pull(night.Cursor)
		if diff := cmp.Diff(step.want, next.Column("message_id")); diff != "" || next.Mode != connectors.Increment {
			t.Errorf("%s: %s (-want +got)\n%s", step.name, next.Mode, diff)
		}
		night = next
	}
	f.open("*/*.jsonl*", "org")
	if again := f.pull(night.Cursor); again.Mode != connectors.Full || len(again.Rows) != 4 {
		t.Errorf("another group key: %s, %d rows", again.Mode, len(again.Rows))
	}
}

// TestBeingWritten: a file that ends in the middle and is young waits for its
// rest; an old one does not.
func TestBeingWritten(t *testing.T) {
	for name, text := range map[string][]byte{
		"a.jsonl":    []byte(message("m1", "") + `{"type":"tra`),
		"a.jsonl.gz": zipped(t, message("m1", "")+message("m2", ""))[:40],
	} {
		f := newFolder(t, "*")
		f.write("0.jsonl", []byte(message("m0", "")), time.Hour)
		f.write(name, text, time.Minute)
		first := f.pull(nil)
		if diff := cmp.Diff([]string{"m0"}, first.Column("message_id")); diff != "" {
			t.Errorf("%s while it is written: %s", name, diff)
		}
		if err := f.clock.Sleep(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		var rejects int
		second, err := f.source.Pull(t.Context(), connectors.Request{Stream: "messages", LoadID: "01", LoadedAt: connectortest.Now(), Cursor: first.Cursor,
			Reject: func(connectors.Reject) error { rejects++; return nil }}, func(arrow.Record) error { return nil })
		if err != nil || rejects != 1 {
			t.Errorf("%s an hour later: %d rejects, %v", name, rejects, err)
		}
		whole := []byte(message("m1", "") + message("m2", ""))
		if strings.HasSuffix(name, ".gz") {
			whole = zipped(t, string(whole))
		}
		f.write(name, whole, time.Minute)
		third := f.pull(second.Cursor)
		if diff := cmp.Diff([]string{"m1", "m2"}, third.Column("message_id")); diff != "" {
			t.Errorf("%s when it is whole: %s", name, diff)
		}
	}
}

// TestCheckpoints: after so many bytes the load can be taken up again, and what
// was known of files still to come stays known.
func TestCheckpoints(t *testing.T) {
	f := newFolder(t, "*.jsonl")
	big := message("m", `"note":"`+strings.Repeat("n", 4<<20)+`"`)
	for _, name := range []string{"a", "b", "c"} {
		f.write(name+".jsonl", []byte(strings.Repeat(strings.Replace(big, `"m"`, `"`+name+`"`, 1), 33)), time.Hour)
	}
	killed := errors.New("killed")
	var cursor json.RawMessage
	_, err := f.source.Pull(t.Context(), connectors.Request{Stream: "messages", LoadID: "01", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			cursor = r.Cursor
			if r.Mode != connectors.Full || r.Rows != 66 {
				t.Errorf("checkpoint %s after %d rows", r.Mode, r.Rows)
			}
			return connectors.Load{}, killed
		}}, func(arrow.Record) error { return nil })
	if !errors.Is(err, killed) {
		t.Fatal(err)
	}
	again := f.pull(cursor)
	if again.Mode != connectors.Increment || len(again.Rows) != 33 || again.Rows[0]["message_id"] != "c" {
		t.Errorf("taken up as %s with %d rows", again.Mode, len(again.Rows))
	}
}

// TestBoundedMemory reads far more than the heap may grow.
func TestBoundedMemory(t *testing.T) {
	f := newFolder(t, "*.gz")
	f.write("a.jsonl.gz", zipped(t, strings.Repeat(message("m", `"note":"`+strings.Repeat("n", 4<<10)+`"`), 30_000)), time.Hour)
	before, peak := heap(), uint64(0)
	req := connectors.Request{Stream: "messages", LoadID: "01", LoadedAt: connectortest.Now()}
	result, err := f.source.Pull(t.Context(), req, func(arrow.Record) error {
		peak = max(peak, heap())
		return nil
	})
	if err != nil || result.Rows != 30_000 {
		t.Fatalf("%d rows: %v", result.Rows, err)
	}
	if peak > before+48<<20 {
		t.Errorf("the heap grew by %d MiB while 120 MiB went through", (peak-before)>>20)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestDrift: a new member is kept, and a value of another kind leaves its column
// null and is kept and counted.
func TestDrift(t *testing.T) {
	f := newFolder(t, "*")
	f.write("a.jsonl", []byte(message("m1", `"brand_new":{"deep":[1,2]}`)+message("m2", `"properties":{"quantity":"a dozen","id":9007199254740995}`)+message("m3", `"properties":null,"context":"x"`)), time.Hour)
	got := f.pull(nil)
	if len(got.Rows) != 3 || got.Invalid != 2 {
		t.Errorf("%d rows, %d invalid", len(got.Rows), got.Invalid)
	}
	for i, want := range []string{`{"brand_new":{"deep":[1,2]}}`, `{"properties":{"id":9007199254740995,"quantity":"a dozen"}}`, `{"context":"x"}`} {
		if got.Rows[i]["_extra"] != want {
			t.Errorf("_extra = %s, want %s", got.Rows[i]["_extra"], want)
		}
	}
}

func TestErrors(t *testing.T) {
	deps := (&connectortest.Clock{}).Deps()
	for _, pattern := range []string{"", "[a"} {
		if _, err := segment.New(config.Source{Name: "usage", Path: pattern}, deps); err == nil || !strings.Contains(err.Error(), "no pattern of files") {
			t.Errorf("path %q: %v", pattern, err)
		}
	}
	if _, err := segment.New(config.Source{Name: "usage", Path: "x"}, connectors.Deps{}); err == nil || !strings.Contains(err.Error(), "no clock") {
		t.Errorf("got %v", err)
	}
	f := newFolder(t, "*.jsonl")
	if err := os.Mkdir(filepath.Join(f.dir, "folder.jsonl"), 0o750); err != nil {
		t.Fatal(err)
	}
	if _, err := connectortest.Pull(t.Context(), t, f.source, "messages", nil); err == nil || !strings.Contains(err.Error(), "no file matches") {
		t.Errorf("got %v", err)
	}
	if err := f.source.Check(t.Context(), ""); err == nil || !strings.Contains(err.Error(), "no file matches") {
		t.Errorf("got %v", err)
	}
	f.write("a.jsonl", []byte(strings.Repeat(message("m", ""), 5000)), time.Hour)
	if _, err := connectortest.Pull(t.Context(), t, f.source, "messages", []byte(`{"`)); err == nil || !strings.Contains(err.Error(), "messages") {
		t.Errorf("a broken cursor: %v", err)
	}
	if _, err := f.source.Pull(t.Context(), connectors.Request{Stream: "no_such"}, nil); err == nil || !strings.Contains(err.Error(), "no_such") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := connectortest.Pull(ctx, t, f.source, "messages", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	full := errors.New("disk full")
	if _, err := f.source.Pull(t.Context(), connectors.Request{Stream: "messages", LoadID: "01", LoadedAt: connectortest.Now()}, func(arrow.Record) error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestCheck(t *testing.T) {
	for text, want := range map[string]string{
		message("m", ""): "", "": "", "\n\n": "",
		"{\n  \"type\": \"track\"\n}\n":    "not a JSON object; write one message a line",
		`{"type":"track","messageId":"m"}`: "neither userId nor anonymousId",
	} {
		f := newFolder(t, "*.jsonl")
		f.write("old.jsonl", []byte("broken"), 2*time.Hour)
		f.write("new.jsonl", []byte(text), time.Hour)
		if err := f.source.Check(t.Context(), ""); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// TestDeclaration: the key and every path are sound.
func TestDeclaration(t *testing.T) {
	for _, s := range segment.Streams() {
		seen := map[string]bool{}
		for _, c := range s.Columns {
			if seen[c.Name] {
				t.Errorf("%s is declared twice", c.Name)
			}
			seen[c.Name] = true
		}
		if !seen[s.Key[0]] {
			t.Errorf("%s has the key %v", s.Name, s.Key)
		}
	}
}
