package connectortest

import (
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// gatekeeper refuses every request once with 429 and says when to come back, and
// notes who comes too early.
type gatekeeper struct {
	next  http.Handler
	clock *Clock
	// ask writes when to come back into the header and says when that is.
	ask func(header http.Header, now time.Time) time.Time

	mu       sync.Mutex
	refused  bool
	refusals int
	until    time.Time
	early    int
}

func (g *gatekeeper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	now := g.clock.Now()
	if now.Before(g.until) {
		g.early++
	}
	g.refused = !g.refused
	refuse := g.refused
	if refuse {
		g.refusals++
		g.until = g.ask(w.Header(), now)
	}
	g.mu.Unlock()
	if refuse {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	g.next.ServeHTTP(w, r)
}

// asked is how long every refusal of the suite asks for.
const asked = 9 * time.Second

func inSeconds(header http.Header, now time.Time) time.Time {
	header.Set("Retry-After", strconv.Itoa(int(asked.Seconds())))
	return now.Add(asked)
}

// asDate rounds up: the header has whole seconds.
func asDate(header http.Header, now time.Time) time.Time {
	at := now.Add(asked).Truncate(time.Second).Add(time.Second)
	header.Set("Retry-After", at.UTC().Format(http.TimeFormat))
	return at
}

func withoutTime(http.Header, time.Time) time.Time { return time.Time{} }

// exerciseThrottled: all rows arrive, nobody comes back too early, and not much
// later than asked.
func exerciseThrottled(t *testing.T, v Vendor, ask func(http.Header, time.Time) time.Time) {
	clock := &Clock{}
	gate := &gatekeeper{next: v.Serve(3, v.pages(4)), clock: clock, ask: ask}
	got := MustPull(t, Open(t, v, gate, clock), v.Stream, nil)
	v.wantKeys(t, got, 12)
	if gate.early > 0 {
		t.Errorf("%d requests before Retry-After", gate.early)
	}
	if gate.until.IsZero() || v.Polls {
		return
	}
	slept := clock.Now().Sub(Now())
	if most := time.Duration(gate.refusals) * (asked + 2*time.Second) * 12 / 10; slept > most {
		t.Errorf("slept %s for %d refusals of %s", slept, gate.refusals, asked)
	}
}
