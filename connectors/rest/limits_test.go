package rest_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/rest"
)

func TestLimits(t *testing.T) {
	bomb := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, `{"a":"`)
		for range 64 {
			io.WriteString(z, strings.Repeat("x", 1<<20))
		}
		io.WriteString(z, `"}`)
		z.Close()
	}
	cases := map[string]http.HandlerFunc{
		"too many bytes":            reply(200, `{"a":"`+strings.Repeat("x", 2<<20)+`"}`),
		"too many after unzipping":  bomb,
		"too many values in a page": reply(200, `[`+strings.Repeat(`{},`, 1<<20)+`1]`),
	}
	for name, answer := range cases {
		t.Run(name, func(t *testing.T) {
			base, requests := serve(t, answer)
			limit := int64(1 << 20)
			if strings.Contains(name, "values") {
				limit = 64 << 20
			}
			_, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base, MaxPage: limit}))
			if !errors.Is(err, rest.ErrTooLarge) || !rest.IsPermanent(err) || *requests != 1 {
				t.Errorf("%d requests: %v", *requests, err)
			}
		})
	}
	t.Run("depth", func(t *testing.T) {
		base, _ := serve(t, reply(200, strings.Repeat("[", 1_000_000)))
		if _, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base})); err == nil {
			t.Error("a million brackets were accepted")
		}
	})
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	base, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	client := open(t, newWorld(), rest.Config{BaseURL: base})
	var page rest.Page
	_, err := client.JSON(ctx, rest.Request{Stream: "deals", Path: "/"}, &page)
	if !errors.Is(err, context.Canceled) || *requests != 1 {
		t.Errorf("after %d requests: %v", *requests, err)
	}
	if _, err = client.JSON(ctx, rest.Request{Path: "/"}, &page); !errors.Is(err, context.Canceled) || *requests != 1 {
		t.Errorf("a request was sent after the end: %v", err)
	}
}

func TestStalledAnswerIsTriedAgain(t *testing.T) {
	base, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}, reply(200, `{"ok":1}`))
	got, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base, Timeout: 20 * time.Millisecond}))
	if err != nil || got != `{"ok":1}` || *requests != 2 {
		t.Errorf("got %s, %v after %d requests", got, err, *requests)
	}
}

func TestRateLimit(t *testing.T) {
	base, _ := serve(t, reply(200, `{}`))
	w := newWorld()
	client := open(t, w, rest.Config{BaseURL: base, Rate: rest.Rate{PerSecond: 2, Burst: 1},
		Buckets: map[string]rest.Rate{"search": {PerSecond: 0.1, Burst: 1}}})
	var page rest.Page
	for _, bucket := range []string{"", "", "search", "search"} {
		if _, err := client.JSON(t.Context(), rest.Request{Path: "/", Bucket: bucket}, &page); err != nil {
			t.Fatal(err)
		}
	}
	for i := range w.slept {
		w.slept[i] = w.slept[i].Round(time.Millisecond)
	}
	// The second search waits out the ten seconds since the first.
	if diff := cmp.Diff([]time.Duration{500 * time.Millisecond, 500 * time.Millisecond, 9500 * time.Millisecond}, w.slept); diff != "" {
		t.Error(diff)
	}
}

// TestRateLimitWithAClockThatStandsStill: waits must not add up when only the
// clock does not see them.
func TestRateLimitWithAClockThatStandsStill(t *testing.T) {
	base, _ := serve(t, reply(200, `{}`))
	var slept []time.Duration
	deps := newWorld().deps()
	deps.Now = func() time.Time { return newWorld().now }
	deps.Sleep = func(_ context.Context, d time.Duration) error {
		slept = append(slept, d.Round(time.Millisecond))
		return nil
	}
	client, err := rest.New(rest.Config{Source: "crm", BaseURL: base, Rate: rest.Rate{PerSecond: 100, Burst: 1}}, deps)
	if err != nil {
		t.Fatal(err)
	}
	var page rest.Page
	for range 5 {
		if _, err := client.JSON(t.Context(), rest.Request{Path: "/"}, &page); err != nil {
			t.Fatal(err)
		}
	}
	step := 10 * time.Millisecond
	if diff := cmp.Diff([]time.Duration{step, step, step, step}, slept); diff != "" {
		t.Error(diff)
	}
}
