package rest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"quarterdeck/connectors/rest"
)

// FuzzPage: no answer, plain or with a broken encoding, may panic or be taken for
// a page when it is not whole JSON.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2,{"b":null}]}`, `[`, `{"a":"\ud800"}`, "\x1f\x8b\x08\x00", `{"a":1}{"b":2}`, `nul`, "\xff", `"` + "\x00" + `"`, `[[[[[[[[`} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, body []byte, zip bool) {
		base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if zip {
				w.Header().Set("Content-Encoding", "gzip")
			}
			w.Write(body)
		})
		client := open(t, newWorld(), rest.Config{BaseURL: base, MaxPage: 1 << 20, Retry: rest.Retry{Failures: 1, Throttles: 1}})
		var page rest.Page
		root, err := client.JSON(t.Context(), rest.Request{Path: "/"}, &page)
		if err != nil || zip {
			return
		}
		if root == nil || len(bytes.TrimSpace(body)) == 0 {
			t.Errorf("%q was taken for a page", body)
		}
		// The parser is lenient about what strings and numbers hold, never about the end.
		if cut := bytes.TrimSpace(body); json.Valid(body) && (cut[0] == '{' || cut[0] == '[') {
			short := cut[:len(cut)-1]
			base, _ := serve(t, reply(200, string(short)))
			client := open(t, newWorld(), rest.Config{BaseURL: base, Retry: rest.Retry{Failures: 1, Throttles: 1}})
			if _, err := client.JSON(t.Context(), rest.Request{Path: "/"}, &page); err == nil {
				t.Errorf("%q was taken for a whole page", short)
			}
		}
	})
}

// FuzzLines: an export is handed on line by line exactly as it came.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{"{}\n{}\n", "{}\r\n\r\n[1]", "\n\n", "{\"a\":1", "\x00\n\xff\n", "null"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
		client := open(t, newWorld(), rest.Config{BaseURL: base, MaxLine: 4 << 10, Retry: rest.Retry{Failures: 1, Throttles: 1}})
		var got [][]byte
		err := client.Lines(t.Context(), rest.Request{Path: "/"}, func(line []byte) error {
			got = append(got, bytes.Clone(line))
			return nil
		})
		if err != nil {
			return
		}
		var want [][]byte
		for line := range bytes.SplitSeq(body, []byte("\n")) {
			if line = bytes.TrimSpace(line); len(line) > 0 {
				want = append(want, line)
			}
		}
		if !bytes.Equal(bytes.Join(want, []byte("\n")), bytes.Join(got, []byte("\n"))) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// FuzzDownload: a file arrives as it is, byte by byte.
func FuzzDownload(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		base, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Write(body) })
		d, err := open(t, newWorld(), rest.Config{BaseURL: base}).Download(t.Context(), rest.Request{Path: "/"})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if got, err := io.ReadAll(d.Reader()); err != nil || !bytes.Equal(got, body) || d.Size() != int64(len(body)) {
			t.Errorf("got %q, %v; want %q", got, err, body)
		}
	})
}
