package rest_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"quarterdeck/connectors/rest"
)

func TestDownload(t *testing.T) {
	content := strings.Repeat("0123456789", 100_000)
	whole := reply(200, content, "X-Rows", "7")
	cut := func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, content[:500_000])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	short := reply(200, content[:500_000], "X-Rows", "3")
	for name, answers := range map[string][]http.HandlerFunc{
		"whole":                   {whole},
		"cut":                     {cut, whole},
		"shorter than it says":    {reply(200, content[:500_000], "Content-Length", "1000000"), whole},
		"a longer one came first": {reply(200, content+content, "X-Rows", "3"), whole},
		"not what it should be":   {short, whole},
		"throttled":               {reply(429, "", "Retry-After", "60"), whole},
	} {
		t.Run(name, func(t *testing.T) {
			base, requests := serve(t, answers...)
			w, dir := newWorld(), t.TempDir()
			deps := w.deps()
			deps.TempDir = dir
			client, err := rest.New(rest.Config{Source: "usage", BaseURL: base}, deps)
			if err != nil {
				t.Fatal(err)
			}
			d, err := client.Download(t.Context(), rest.Request{Path: "/", Whole: func(d *rest.Download) error {
				if d.Header().Get("X-Rows") != "7" {
					return errors.New("rows are missing")
				}
				return nil
			}})
			if err != nil || *requests != len(answers) {
				t.Fatalf("%d requests: %v", *requests, err)
			}
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("the spool has a name: %v", left)
			}
			for range 2 {
				if got, err := io.ReadAll(d.Reader()); err != nil || string(got) != content {
					t.Errorf("%d bytes, %v", len(got), err)
				}
			}
			tail := make([]byte, 3)
			if _, err := d.ReadAt(tail, d.Size()-3); err != nil || !bytes.Equal(tail, []byte("789")) {
				t.Errorf("the end is %s, %v", tail, err)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDownloadGivesUp(t *testing.T) {
	for name, c := range map[string]struct {
		answer    http.HandlerFunc
		requests  int
		permanent bool
	}{
		"too large":     {reply(200, strings.Repeat("x", 2<<20)), 1, true},
		"never whole":   {reply(200, "x"), 8, false},
		"not permitted": {reply(403, "no"), 1, true},
	} {
		base, requests := serve(t, c.answer)
		d, err := open(t, newWorld(), rest.Config{BaseURL: base, MaxStream: 1 << 20}).Download(t.Context(), rest.Request{Path: "/", Whole: func(d *rest.Download) error {
			return errors.New("it has no end")
		}})
		if d != nil || err == nil || *requests != c.requests || rest.IsPermanent(err) != c.permanent {
			t.Errorf("%s: %d requests, %v", name, *requests, err)
		}
	}
}
