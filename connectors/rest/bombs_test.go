package rest_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quarterdeck/connectors/rest"
)

// bomb answers ten megabytes that decompress to ten gigabytes: the same member
// of a gzip stream again and again.
func bomb(t *testing.T) http.HandlerFunc {
	t.Helper()
	var member bytes.Buffer
	z, err := gzip.NewWriterLevel(&member, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Write(bytes.Repeat([]byte{' '}, 16<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		for range 640 {
			if _, err := w.Write(member.Bytes()); err != nil {
				return
			}
		}
	}
}

// heapGrowth is by how much f made the heap grow at its highest. Heap that was
// there before and is free now does not count.
func heapGrowth(f func()) uint64 {
	debug.FreeOSMemory()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.HeapSys - after.HeapReleased - (before.HeapSys - before.HeapReleased)
}

// TestBombs: answers made to burst are given up at once and cost bounded memory
// and disk, whichever way they are asked for.
func TestBombs(t *testing.T) {
	const allowed = 300 << 20
	keys := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"k%d":1,`, i)
		}
		return `{` + b.String() + `"z":1}`
	}
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		ok     bool
	}{
		{"ten gigabytes in ten megabytes", bomb(t), false},
		{"a million brackets", reply(200, strings.Repeat("[", 1_000_000)), false},
		{"a million closed brackets", reply(200, strings.Repeat("[", 500_000)+strings.Repeat("]", 500_000)), false},
		{"a million objects in each other", reply(200, strings.Repeat(`{"a":`, 1_000_000)+"1"+strings.Repeat("}", 1_000_000)), false},
		{"a million keys", reply(200, keys(1_000_000)), false},
		{"half a million keys", reply(200, keys(500_000)), true},
		{"a million commas in a text", reply(200, `{"a":"`+strings.Repeat(`,\",`, 500_000)+`"}`), true},
		{"three million values", reply(200, "["+strings.Repeat("1,", 3_000_000)+"1]"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			base, requests := serve(t, c.answer)
			client := open(t, newWorld(), rest.Config{BaseURL: base, Retry: rest.Retry{Failures: 1, Throttles: 1}})
			var err error
			if used := heapGrowth(func() { _, err = get1(t, client) }); used > allowed {
				t.Errorf("the heap grew by %d MiB", used>>20)
			}
			if (err == nil) != c.ok || *requests != 1 {
				t.Errorf("%d requests: %v", *requests, err)
			}
		})
	}
}

// get1 asks for a page whose text is not wanted.
func get1(t *testing.T, client *rest.Client) (int, error) {
	var page rest.Page
	root, err := client.JSON(t.Context(), rest.Request{Stream: "deals", Path: "/"}, &page)
	if err != nil {
		return 0, err
	}
	return int(root.Type()), nil
}

// TestBombsOfExports: what is kept on disk is bounded too.
func TestBombsOfExports(t *testing.T) {
	base, requests := serve(t, bomb(t))
	client := open(t, newWorld(), rest.Config{BaseURL: base})
	_, err := client.Download(t.Context(), rest.Request{Path: "/"})
	if !errors.Is(err, rest.ErrTooLarge) || *requests != 1 {
		t.Errorf("download after %d requests: %v", *requests, err)
	}
	err = client.Lines(t.Context(), rest.Request{Path: "/"}, func([]byte) error { return nil })
	if !errors.Is(err, rest.ErrTooLarge) || *requests != 2 {
		t.Errorf("lines after %d requests: %v", *requests, err)
	}
}

// TestSlowLoris: an answer that trickles without end is given up when the time
// for a page is over, and an export when too little of it comes.
func TestSlowLoris(t *testing.T) {
	var sent atomic.Int64
	trickle := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			sent.Add(1)
			select {
			case <-r.Context().Done():
			case <-time.After(time.Millisecond):
			}
		}
	}
	base, _ := serve(t, trickle)
	client := open(t, newWorld(), rest.Config{BaseURL: base, Timeout: 50 * time.Millisecond, Retry: rest.Retry{Failures: 2, Throttles: 1, Patience: time.Minute}})
	for name, ask := range map[string]func() error{
		"page": func() error { _, err := get1(t, client); return err },
		"lines": func() error {
			return client.Lines(t.Context(), rest.Request{Path: "/"}, func([]byte) error { return nil })
		},
		"download": func() error { _, err := client.Download(t.Context(), rest.Request{Path: "/"}); return err },
	} {
		// A busy server may not even have seen a request; the client knows its attempts.
		if err := ask(); err == nil || rest.IsPermanent(err) || !strings.Contains(err.Error(), "no complete answer in time") || !strings.Contains(err.Error(), "2 attempts") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if sent.Load() == 0 {
		t.Error("nothing was trickled")
	}
}
