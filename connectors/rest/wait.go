package rest

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"quarterdeck/connectors"
)

// waits is the client's sense of time, shared by all goroutines that use it: its
// rate limits and the pause a vendor has asked for.
type waits struct {
	deps   connectors.Deps
	limits map[string]*rate.Limiter

	mu sync.Mutex
	// ahead is how long was slept that the clock did not see: a clock that
	// stands still must not make every wait longer than the one before.
	ahead time.Duration
	// pausedUntil is when the vendor's Retry-After ends.
	pausedUntil time.Time
}

// worthSaying is the shortest wait the log is told of.
const worthSaying = time.Second

func newWaits(cfg Config, deps connectors.Deps) *waits {
	w := &waits{deps: deps, limits: map[string]*rate.Limiter{"": limiter(cfg.Rate)}}
	for name, r := range cfg.Buckets {
		w.limits[name] = limiter(r)
	}
	return w
}

func limiter(r Rate) *rate.Limiter {
	if r.PerSecond <= 0 {
		return rate.NewLimiter(rate.Inf, 1)
	}
	return rate.NewLimiter(rate.Limit(r.PerSecond), max(r.Burst, 1))
}

// reserve takes a place under the limits of bucket and says how long to wait for it.
func (w *waits) reserve(bucket string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	delay := w.limits[""].ReserveN(now, 1).DelayFrom(now)
	if limit := w.limits[bucket]; bucket != "" && limit != nil {
		delay = max(delay, limit.ReserveN(now, 1).DelayFrom(now))
	}
	return delay
}

// pause holds all requests back for d.
func (w *waits) pause(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if until := w.now().Add(d); until.After(w.pausedUntil) {
		w.pausedUntil = until
	}
}

// paused says how much of a pause is left.
func (w *waits) paused() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pausedUntil.Sub(w.now())
}

// now is the clock's time plus what it did not see. mu must be held.
func (w *waits) now() time.Time { return w.deps.Now().Add(w.ahead) }

func (w *waits) sleep(ctx context.Context, d time.Duration) error {
	before := w.deps.Now()
	err := w.deps.Sleep(ctx, d)
	unseen := d - w.deps.Now().Sub(before)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead += max(0, unseen)
	return err
}

// admit waits until req may be sent.
func (c *Client) admit(ctx context.Context, req Request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d := c.waits.reserve(req.Bucket); d > 0 {
		if err := c.wait(ctx, req, d, "the source's rate limit is used up"); err != nil {
			return err
		}
	}
	for {
		d := c.waits.paused()
		if d <= 0 {
			return nil
		}
		if err := c.wait(ctx, req, d, "another request was asked to come back later"); err != nil {
			return err
		}
	}
}

// wait sleeps, and says so where a person would wonder.
func (c *Client) wait(ctx context.Context, req Request, d time.Duration, reason string) error {
	if d >= worthSaying {
		c.deps.Log.InfoContext(ctx, "waiting", "source", c.cfg.Source, "stream", req.Stream, "path", req.Path,
			"wait", d.Round(time.Millisecond), "reason", reason)
	}
	return c.waits.sleep(ctx, d)
}

// Sleep waits d or until ctx ends, for vendors whose jobs have to be asked after.
func (c *Client) Sleep(ctx context.Context, d time.Duration) error {
	return c.wait(ctx, Request{}, d, "the source has not finished the job")
}

// Now is the source's clock.
func (c *Client) Now() time.Time { return c.deps.Now() }
