package all_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/all"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
)

// TestThrottledHell pulls a hundred thousand rows while three answers in ten are
// 429 and one in ten is a server error, a reset or half of what it should be.
// Every row arrives, once; nobody comes back before the time that was asked for;
// and the log says of every wait, in one line, how long it is and why.
func TestThrottledHell(t *testing.T) {
	rows := 0
	for _, c := range []struct {
		world world.Options
		types []string
	}{
		{world.Options{Seed: 1, Customers: 200, Months: 24, Horizon: 28, Start: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)},
			[]string{"hubspot", "salesforce", "stripe", "chargebee", "zendesk", "freshdesk", "typeform", "surveymonkey", "qualtrics"}},
		// Exports of events have many rows and few requests: a smaller world does.
		{world.Options{Seed: 1, Customers: 15, Months: 8, Horizon: 12, Start: time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)},
			[]string{"intercom", "mixpanel", "amplitude", "posthog"}},
	} {
		made := world.New(c.world)
		for _, src := range (&night{}).configs() {
			if !slices.Contains(c.types, src.Type) {
				continue
			}
			for _, stream := range all.Streams(src.Type) {
				t.Run(src.Type+"."+stream.Name, func(t *testing.T) {
					calm := pullThrough(t, made, src, stream.Name, nil)
					h := &hell{rng: rand.New(rand.NewPCG(uint64(rows), 666))}
					stormy := pullThrough(t, made, src, stream.Name, h)
					rows += len(stormy.Rows)
					if diff := cmp.Diff(once(stream, calm), once(stream, stormy)); diff != "" {
						t.Errorf("rows (-calm +stormy)\n%.2000s", diff)
					}
					h.judge(t)
				})
			}
		}
	}
	if rows < 100_000 {
		t.Errorf("only %d rows went through", rows)
	}
}

// pullThrough pulls one stream of a fresh source, through h where there is one.
func pullThrough(t *testing.T, made *world.World, src config.Source, stream string, h *hell) connectortest.Loaded {
	t.Helper()
	var clock connectortest.Clock
	sim := simulator.New(made, simulator.Options{Now: connectortest.Now})
	handler, deps := http.Handler(sim), clock.Deps()
	if h != nil {
		h.next, h.clock = sim, &clock
		handler, deps.HTTP = h, &http.Client{Transport: h}
		deps.Log = slog.New(h)
		deps.Sleep = func(ctx context.Context, d time.Duration) error {
			h.slept(d)
			return clock.Sleep(ctx, d)
		}
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	src.Name, src.BaseURL, src.Rate = src.Type, server.URL+"/"+src.Type, 1e6
	source, err := all.Open(src, deps)
	if err != nil {
		t.Fatal(err)
	}
	return connectortest.MustPull(t, source, stream, nil)
}

// once is how often each key landed.
func once(stream connectors.Stream, l connectortest.Loaded) map[string]int {
	times := map[string]int{}
	for _, row := range l.Rows {
		times[keyOf(stream, row)]++
	}
	return times
}

// hell answers badly, and is the log of those who have to do with it.
type hell struct {
	next  http.Handler
	clock *connectortest.Clock

	mu      sync.Mutex
	rng     *rand.Rand
	until   time.Time // nobody may come before
	early   int
	refused int
	// out are the requests on their way, most the greatest number of them.
	out, most int
	waits     []time.Duration // of a second or more
	lines     []time.Duration
	without   []string // log lines that say nothing
}

func (h *hell) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	now := h.clock.Now()
	if now.Before(h.until) {
		h.early++
	}
	fate, seconds, asDate := h.rng.IntN(100), 1+h.rng.IntN(20), h.rng.IntN(2) == 0
	if fate < 30 {
		h.refused++
		h.until = now.Add(time.Duration(seconds) * time.Second)
		if asDate { // which has whole seconds only
			h.until = h.until.Truncate(time.Second).Add(time.Second)
		}
	}
	until := h.until
	h.mu.Unlock()
	switch {
	case fate < 30 && asDate:
		w.Header().Set("Retry-After", until.UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusTooManyRequests)
	case fate < 30:
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		w.WriteHeader(http.StatusTooManyRequests)
	case fate < 34:
		w.WriteHeader([]int{500, 502, 503, 504}[fate-30])
	case fate < 37:
		panic(http.ErrAbortHandler)
	case fate < 40:
		h.half(w, r)
	default:
		h.next.ServeHTTP(w, r)
	}
}

// half sends the first half of the true answer and hangs up.
func (h *hell) half(w http.ResponseWriter, r *http.Request) {
	recorder := httptest.NewRecorder()
	h.next.ServeHTTP(recorder, r)
	for name, values := range recorder.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(recorder.Body.Len()))
	w.WriteHeader(recorder.Code)
	w.Write(recorder.Body.Bytes()[:recorder.Body.Len()/2])
	panic(http.ErrAbortHandler)
}

// RoundTrip implements http.RoundTripper: it counts the requests on their way.
func (h *hell) RoundTrip(r *http.Request) (*http.Response, error) {
	h.count(1)
	defer h.count(-1)
	return http.DefaultTransport.RoundTrip(r)
}

func (h *hell) count(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.out += n
	h.most = max(h.most, h.out)
}

func (h *hell) slept(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if d >= time.Second {
		h.waits = append(h.waits, d.Round(time.Millisecond))
	}
}

// judge looks at what was noted.
func (h *hell) judge(t *testing.T) {
	t.Helper()
	// Of several requests at once the others are on their way when one is refused.
	if h.early > h.refused*(h.most-1) {
		t.Errorf("%d requests before Retry-After, of %d at once", h.early, h.most)
	}
	slices.Sort(h.waits)
	slices.Sort(h.lines)
	if diff := cmp.Diff(h.waits, h.lines); diff != "" {
		t.Errorf("waits of a second or more (-slept +logged)\n%s", diff)
	}
	if len(h.without) > 0 {
		t.Errorf("waits without a reason: %v", h.without)
	}
}

// Enabled implements slog.Handler.
func (h *hell) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs implements slog.Handler.
func (h *hell) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup implements slog.Handler.
func (h *hell) WithGroup(string) slog.Handler { return h }

// Handle implements slog.Handler: it notes the waits and whether each has a reason.
func (h *hell) Handle(_ context.Context, line slog.Record) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	var wait time.Duration
	why := ""
	line.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "wait":
			wait = a.Value.Duration()
		case "reason", "error":
			why = fmt.Sprint(a.Value.Any())
		}
		return true
	})
	if wait < time.Second {
		return nil
	}
	h.lines = append(h.lines, wait)
	if why == "" {
		h.without = append(h.without, line.Message)
	}
	return nil
}
