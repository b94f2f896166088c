package slack

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Options are what a Client needs from outside.
type Options struct {
	// Token is a bot token with chat:write, and channels:history for lookups.
	Token string
	// BaseURL replaces https://slack.com/api/.
	BaseURL string
	HTTP    *http.Client
	// Now is the clock that paces the posts.
	Now func() time.Time
	// Sleep waits; it must end with the context. Nil waits for real.
	Sleep func(ctx context.Context, d time.Duration) error
	// Interval is the least time between two posts to one channel; 0 means one second.
	Interval time.Duration
	// Attempts bounds the tries of one call; 0 means 5.
	Attempts int
	// MaxWait bounds how long one call waits in all when Slack asks it to; 0 means two minutes.
	MaxWait time.Duration
}

// Client posts messages to Slack, one a second to a channel. It tries again only
// what Slack surely did not carry out. It is safe for concurrent use.
type Client struct {
	api      *slack.Client
	pace     *pace
	attempts int
	maxWait  time.Duration
}

// New makes a client.
func New(o Options) (*Client, error) {
	if o.Token == "" {
		return nil, errors.New("make slack client: no token")
	}
	if o.Now == nil {
		return nil, errors.New("make slack client: no clock")
	}
	if o.HTTP == nil {
		o.HTTP = &http.Client{Timeout: 30 * time.Second}
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Interval == 0 {
		o.Interval = time.Second
	}
	if o.Attempts == 0 {
		o.Attempts = 5
	}
	if o.MaxWait == 0 {
		o.MaxWait = 2 * time.Minute
	}
	opts := []slack.Option{slack.OptionHTTPClient(o.HTTP)}
	if o.BaseURL != "" {
		opts = append(opts, slack.OptionAPIURL(strings.TrimRight(o.BaseURL, "/")+"/"))
	}
	return &Client{
		api:  slack.New(o.Token, opts...),
		pace: newPace(o.Now, o.Sleep, o.Interval), attempts: o.Attempts, maxWait: o.MaxWait,
	}, nil
}

// Check makes one cheap call that proves the token.
func (c *Client) Check(ctx context.Context) error {
	return c.call(ctx, "auth.test", "", func() error {
		_, err := c.api.AuthTestContext(ctx)
		return err
	})
}

// call runs one request, waiting for its turn in channel (or "" for a read),
// and repeats it as long as it is temporary and the bounds allow.
func (c *Client) call(ctx context.Context, method, channel string, request func() error) error {
	var waited time.Duration
	for attempt := 1; ; attempt++ {
		if err := c.pace.turn(ctx, channel); err != nil {
			return notStarted(ctx, method)
		}
		err := request()
		if err == nil {
			return nil
		}
		failure := classify(method, err)
		if failure.RetryAfter > 0 {
			c.pace.hold(failure.RetryAfter)
		}
		wait := max(failure.RetryAfter, backoff(attempt))
		if failure.Outcome != Temporary || attempt == c.attempts || waited+wait > c.maxWait {
			return failure
		}
		waited += wait
		if err := c.pace.sleep(ctx, wait); err != nil {
			return failure
		}
	}
}

// backoff is the wait after a try that failed without a word from Slack.
func backoff(attempt int) time.Duration {
	return time.Second << min(attempt-1, 5)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
