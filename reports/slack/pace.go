package slack

import (
	"context"
	"sync"
	"time"
)

// pace spaces the posts to each channel and keeps everything back while Slack
// has asked for quiet, which it asks of the whole workspace.
type pace struct {
	now      func() time.Time
	sleep    func(ctx context.Context, d time.Duration) error
	interval time.Duration

	mu    sync.Mutex
	next  map[string]time.Time
	quiet time.Time
}

func newPace(now func() time.Time, sleep func(context.Context, time.Duration) error, interval time.Duration) *pace {
	return &pace{now: now, sleep: sleep, interval: interval, next: map[string]time.Time{}}
}

// turn waits until channel may be posted to and takes the turn. A call without
// a channel only waits for the quiet to end.
func (p *pace) turn(ctx context.Context, channel string) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		wait := p.take(channel)
		if wait <= 0 {
			return nil
		}
		if err := p.sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// take gives the turn, or says how long to wait before asking again.
func (p *pace) take(channel string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	ready := p.quiet
	if channel != "" && p.next[channel].After(ready) {
		ready = p.next[channel]
	}
	if ready.After(now) {
		return ready.Sub(now)
	}
	if channel != "" {
		p.next[channel] = now.Add(p.interval)
	}
	return 0
}

// hold keeps every call back for d.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(d); until.After(p.quiet) {
		p.quiet = until
	}
}
