package outbox

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"quarterdeck/pipeline/state"
)

// step is what the other side does with one request.
type step string

const (
	accept       step = "accept"
	acceptDrop   step = "accept and drop the answer"
	refuse       step = "refuse"
	drop         step = "drop the request"
	crashBefore  step = "the process dies before it arrives"
	crashAfter   step = "the process dies after it arrived"
	lookupFails  step = "the look-up fails"
	lookupWorks  step = "the look-up works"
	lookupCrash  step = "the process dies during the look-up"
	lateAccepted step = "arrive after the answer timed out"
)

// channel is the other side: it counts what arrived.
type channel struct {
	plan    []step // for the requests to come; then everything works
	arrived map[string]int
	late    []string // requests under way
	sends   int
	lookups int
}

type processDied struct{}

func (c *channel) next(fallback step) step {
	if len(c.plan) == 0 {
		return fallback
	}
	s := c.plan[0]
	c.plan = c.plan[1:]
	return s
}

func (c *channel) deliver(m Message) string {
	c.arrived[m.UUID()]++
	return "ref of " + m.Key
}

func (c *channel) Send(_ context.Context, m Message) (string, error) {
	c.sends++
	switch s := c.next(accept); s {
	case acceptDrop:
		c.deliver(m)
		return "", errors.New("connection reset")
	case refuse:
		return "", NotSent(errors.New("channel_not_found"))
	case drop:
		return "", errors.New("timeout")
	case lateAccepted:
		c.late = append(c.late, m.Key)
		return "", errors.New("timeout")
	case crashBefore:
		panic(processDied{})
	case crashAfter:
		c.deliver(m)
		panic(processDied{})
	default:
		return c.deliver(m), nil
	}
}

func (c *channel) Lookup(_ context.Context, m Message, since time.Time) (string, error) {
	c.lookups++
	if since.Before(epoch) || since.After(epoch.Add(24*time.Hour)) {
		return "", fmt.Errorf("asked since %s, written down about %s", since, epoch)
	}
	switch c.next(lookupWorks) {
	case lookupFails:
		return "", errors.New("missing_scope")
	case lookupCrash:
		panic(processDied{})
	}
	if c.arrived[m.UUID()] > 0 {
		return "ref of " + m.Key, nil
	}
	return "", ErrAbsent
}

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.at = c.at.Add(d)
	return ctx.Err()
}

func open(t *testing.T, path string) *Box {
	t.Helper()
	c := &clock{epoch}
	db, err := state.Open(t.Context(), path, c.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return New(db, Options{Now: c.now, Settle: 5 * time.Second, Sleep: c.sleep})
}

// deliver runs one process until it ends or dies.
func deliver(ctx context.Context, b *Box, m Message, to Sender) (e Entry, err error, died bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(processDied); !ok {
				panic(r)
			}
			died = true
		}
	}()
	e, err = b.Deliver(ctx, m, to)
	return e, err, false
}
