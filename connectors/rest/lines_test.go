package rest_test

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/rest"
)

func lines(t *testing.T, client *rest.Client) ([]string, error) {
	t.Helper()
	var got []string
	err := client.Lines(t.Context(), rest.Request{Stream: "events", Path: "/export"}, func(line []byte) error {
		got = append(got, string(line))
		return nil
	})
	return got, err
}

func TestLines(t *testing.T) {
	whole := reply(200, "{\"n\":1}\n\n{\"n\":2}\r\n{\"n\":3}")
	hangUp := func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "{\"n\":1}\n{\"n\":2}\n")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	want := []string{`{"n":1}`, `{"n":2}`, `{"n":3}`}
	for name, answers := range map[string][]http.HandlerFunc{
		"whole":                    {whole},
		"cut in the last line":     {reply(200, "{\"n\":1}\n{\"n\":2}\n{\"n\":"), whole},
		"cut between lines":        {hangUp, whole},
		"longer answer came first": {reply(200, "{\"n\":7}\n{\"n\":8}\n{\"n\":9}\n{\"n\":1"), whole},
		"throttled":                {reply(429, "", "Retry-After", "60"), whole},
	} {
		t.Run(name, func(t *testing.T) {
			base, requests := serve(t, answers...)
			got, err := lines(t, open(t, newWorld(), rest.Config{BaseURL: base}))
			if err != nil || *requests != len(answers) {
				t.Fatalf("%d requests: %v", *requests, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLinesLimits(t *testing.T) {
	for name, body := range map[string]string{
		"one line":     `{"a":"` + strings.Repeat("x", 200<<10) + `"}`,
		"whole export": strings.Repeat("{}\n", 200<<10),
	} {
		t.Run(name, func(t *testing.T) {
			base, _ := serve(t, reply(200, body))
			got, err := lines(t, open(t, newWorld(), rest.Config{BaseURL: base, MaxLine: 100 << 10, MaxStream: 300 << 10}))
			if !errors.Is(err, rest.ErrTooLarge) || !rest.IsPermanent(err) || len(got) != 0 {
				t.Errorf("%d lines, %v", len(got), err)
			}
		})
	}
}

func TestLinesAlwaysCutShort(t *testing.T) {
	base, requests := serve(t, reply(200, "{\"n\":1}\n{\"n\":"))
	got, err := lines(t, open(t, newWorld(), rest.Config{BaseURL: base}))
	if err == nil || rest.IsPermanent(err) || *requests != 8 || len(got) != 0 {
		t.Errorf("%d requests, %d lines, %v", *requests, len(got), err)
	}
}

func TestLinesLeaveNoFile(t *testing.T) {
	base, _ := serve(t, reply(200, "{\"n\":1}\n"))
	w, dir := newWorld(), t.TempDir()
	deps := w.deps()
	deps.TempDir = dir
	client, err := rest.New(rest.Config{Source: "usage", BaseURL: base}, deps)
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	err = client.Lines(t.Context(), rest.Request{Path: "/"}, func([]byte) error { return stop })
	if !errors.Is(err, stop) {
		t.Errorf("got %v, want the callback's error", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestParseRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "0": 0, "-5": 0, "3": 3 * time.Second, " 3 ": 3 * time.Second, "1.5": 1500 * time.Millisecond, "NaN": 0, "soon": 0,
		"Sun, 01 Mar 2026 02:00:10 GMT":  10 * time.Second,
		"Sun, 01 Mar 2026 01:00:00 GMT":  0,
		"Sunday, 01-Mar-26 02:00:10 GMT": 10 * time.Second,
		"99999999999999999999":           365 * 24 * time.Hour,
		"Fri, 31 Dec 9999 23:59:59 GMT":  365 * 24 * time.Hour,
	} {
		if got := rest.ParseRetryAfter(header, now); got != want {
			t.Errorf("ParseRetryAfter(%q) = %s, want %s", header, got, want)
		}
	}
}

func FuzzParseRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "3", "1e9", "-1", "Inf", "Sun, 01 Mar 2026 02:00:10 GMT", "Mon, 02-Jan-06 15:04:05 MST"} {
		f.Add(seed)
	}
	now := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		if d := rest.ParseRetryAfter(header, now); d < 0 || d > 365*24*time.Hour {
			t.Errorf("ParseRetryAfter(%q) = %s", header, d)
		}
	})
}
