package rest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/rest"
)

// meeting is a clock whose sleepers all wake together, once as many of them as
// expected are asleep.
type meeting struct {
	mu      sync.Mutex
	now     time.Time
	expects int
	asleep  []time.Duration
	woken   chan struct{}
	onFirst func()
}

func (m *meeting) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *meeting) Sleep(_ context.Context, d time.Duration) error {
	m.mu.Lock()
	m.asleep = append(m.asleep, d)
	n := len(m.asleep)
	if n == m.expects {
		m.now = m.now.Add(d)
		close(m.woken)
	}
	m.mu.Unlock()
	if n == 1 {
		m.onFirst()
	}
	<-m.woken
	return nil
}

// TestRetryAfterHoldsAllRequestsBack: while one goroutine waits as it was asked
// to, another one's request to the same account waits too.
func TestRetryAfterHoldsAllRequestsBack(t *testing.T) {
	var mu sync.Mutex
	var sent []string
	clock := &meeting{now: newWorld().now, expects: 2, woken: make(chan struct{})}
	start := clock.now
	base, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		sent = append(sent, r.URL.Path+" "+clock.Now().Sub(start).String())
		first := len(sent) == 1
		mu.Unlock()
		if first {
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		io.WriteString(w, `{}`)
	})
	deps := newWorld().deps()
	deps.Now, deps.Sleep = clock.Now, clock.Sleep
	client, err := rest.New(rest.Config{Source: "crm", BaseURL: base}, deps)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	ask := func(path string) {
		wg.Go(func() {
			var page rest.Page
			if _, err := client.JSON(t.Context(), rest.Request{Path: path}, &page); err != nil {
				t.Error(err)
			}
		})
	}
	clock.onFirst = func() { ask("/second") }
	ask("/first")
	wg.Wait()
	if diff := cmp.Diff([]time.Duration{30 * time.Second, 30 * time.Second}, clock.asleep); diff != "" {
		t.Error(diff)
	}
	if len(sent) != 3 || sent[0] != "/first 0s" || !strings.HasSuffix(sent[1], " 30s") || !strings.HasSuffix(sent[2], " 30s") {
		t.Errorf("sent %v", sent)
	}
}

// TestEveryLongWaitIsLogged: one line for each, with how long and why.
func TestEveryLongWaitIsLogged(t *testing.T) {
	var out bytes.Buffer
	w := newWorld()
	deps := w.deps()
	deps.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	fine := reply(200, `{}`)
	base, _ := serve(t, reply(429, "slow", "Retry-After", "7"), fine)
	client, err := rest.New(rest.Config{Source: "crm", BaseURL: base, Auth: rest.Bearer(token),
		Rate: rest.Rate{PerSecond: 4, Burst: 1}, Buckets: map[string]rest.Rate{"search": {PerSecond: 0.1, Burst: 1}}}, deps)
	if err != nil {
		t.Fatal(err)
	}
	var page rest.Page
	for _, bucket := range []string{"search", "", ""} {
		if _, err := client.JSON(t.Context(), rest.Request{Stream: "deals", Path: "/v1", Bucket: bucket}, &page); err != nil {
			t.Fatal(err)
		}
	}
	if err := client.Sleep(t.Context(), 5*time.Second); err != nil {
		t.Fatal(err)
	}
	if got, want := client.Now(), w.now; !got.Equal(want) {
		t.Errorf("now %s, want %s", got, want)
	}
	want := []string{
		`level=INFO msg="request failed, trying again" source=crm stream=deals path=/v1 status=429 attempt=1 wait=7s error="read crm.deals: GET /v1: 429 Too Many Requests: slow"`,
		`level=INFO msg=waiting source=crm stream=deals path=/v1 wait=3s reason="the source's rate limit is used up"`,
		`level=INFO msg=waiting source=crm stream="" path="" wait=5s reason="the source has not finished the job"`,
	}
	if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(out.String()), "\n")); diff != "" {
		t.Errorf("log (-want +got)\n%s", diff)
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client := open(t, newWorld(), rest.Config{BaseURL: "https://x.test"})
	if err := client.Sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestAdvice: what to change at the vendor stands at the end of the error.
func TestAdvice(t *testing.T) {
	base, _ := serve(t, reply(403, `{"category":"MISSING_SCOPES"}`))
	advise := func(req rest.Request, status int, _ http.Header, body []byte) string {
		if status == 403 && bytes.Contains(body, []byte("MISSING_SCOPES")) {
			return "Private app → Scopes: add crm.objects." + req.Stream + ".read"
		}
		return ""
	}
	_, err := get(t, open(t, newWorld(), rest.Config{BaseURL: base, Advise: advise}))
	var e *rest.Error
	if !errors.As(err, &e) || e.Mend != "Private app → Scopes: add crm.objects.deals.read" || !strings.HasSuffix(err.Error(), `{"category":"MISSING_SCOPES"}; `+e.Mend) {
		t.Errorf("got %v", err)
	}
}
