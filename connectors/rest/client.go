package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"quarterdeck/connectors"
)

// Client sends requests to one vendor account. Any number of goroutines may use
// it at the same time: they share its rate limits, its token and the pauses the
// vendor asks for.
type Client struct {
	cfg   Config
	base  *url.URL
	http  *http.Client
	deps  connectors.Deps
	waits *waits
}

// New checks the configuration; it sends nothing.
func New(cfg Config, deps connectors.Deps) (*Client, error) {
	if deps.Now == nil {
		return nil, errors.New("open source " + cfg.Source + ": no clock given")
	}
	base, err := parseBaseURL(cfg.Source, cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	deps = deps.WithDefaults()
	cfg = withDefaults(cfg)
	client := guarded(deps.HTTP, newGuard(base, cfg.AllowPrivateHosts))
	return &Client{cfg: cfg, base: base, deps: deps, http: client, waits: newWaits(cfg, deps)}, nil
}

func withDefaults(cfg Config) Config {
	if cfg.Retry == (Retry{}) {
		cfg.Retry = DefaultRetry()
	}
	if cfg.MaxPage == 0 {
		cfg.MaxPage = DefaultMaxPage
	}
	if cfg.MaxLine == 0 {
		cfg.MaxLine = DefaultMaxLine
	}
	if cfg.MaxStream == 0 {
		cfg.MaxStream = DefaultMaxStream
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	return cfg
}

// do sends req until read accepts an answer, the error is permanent or the
// bounds of Retry are reached. read must be able to start over.
func (c *Client) do(ctx context.Context, req Request, read func(*answer) error) error {
	pauses := newPauses(c.cfg.Retry, c.deps.Random)
	renewed := false
	for attempt := 1; ; attempt++ {
		if err := c.admit(ctx, req); err != nil {
			return c.ended(req, err)
		}
		failure := c.attempt(ctx, req, read)
		if failure == nil {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return c.ended(req, err)
		}
		if failure.renew != nil && !renewed {
			renewed = true
			failure.renew()
			continue
		}
		wait, again := pauses.next(failure)
		if !again {
			failure.Attempts = attempt
			return failure
		}
		if failure.RetryAfter > 0 {
			c.waits.pause(wait)
		}
		c.deps.Log.InfoContext(ctx, "request failed, trying again", "source", c.cfg.Source, "stream", req.Stream,
			"path", req.Path, "status", failure.Status, "attempt", attempt, "wait", wait.Round(time.Millisecond), "error", failure)
		if err := c.waits.sleep(ctx, wait); err != nil {
			failure.Attempts = attempt
			return fmt.Errorf("%w: %w", failure, err)
		}
	}
}

func (c *Client) ended(req Request, err error) error {
	return fmt.Errorf("read %s: %w", name(c.cfg.Source, req.Stream), err)
}

var errStalled = errors.New("no complete answer in time")

// attempt sends req once.
func (c *Client) attempt(ctx context.Context, req Request, read func(*answer) error) *Error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	deadline := time.AfterFunc(c.cfg.Timeout, func() { cancel(errStalled) })
	defer deadline.Stop()
	r, err := c.build(ctx, req)
	if err != nil {
		return c.unsent(ctx, req, err)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return c.transportError(ctx, req, err)
	}
	defer resp.Body.Close()
	a := &answer{Response: resp, extend: func() { deadline.Reset(c.cfg.Timeout) }}
	if a.body, err = decompressed(resp); err != nil {
		return c.transportError(ctx, req, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return c.refusal(req, r, a)
	}
	if err := read(a); err != nil {
		return c.transportError(ctx, req, err)
	}
	return nil
}
