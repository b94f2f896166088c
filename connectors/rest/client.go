package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"quarterdeck/connectors"
)

// Client sends requests to one vendor account. It is used by one goroutine at
// a time.
type Client struct {
	cfg     Config
	base    *url.URL
	http    *http.Client
	deps    connectors.Deps
	limits  map[string]*rate.Limiter
	secrets *strings.Replacer
	// ahead is how long was slept that the clock did not see: a clock that
	// stands still must not make every wait longer than the one before.
	ahead time.Duration
}

// Request asks for one page or one export.
type Request struct {
	// Stream is named in errors.
	Stream string
	// Method is GET when empty.
	Method string
	// Path is escaped and follows the base URL.
	Path  string
	Query url.Values
	// Body is sent as JSON when not nil.
	Body []byte
	// Bucket names a limit of Config.Buckets that also applies.
	Bucket string
}

func (r Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
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
	c := &Client{cfg: withDefaults(cfg), base: base, deps: deps, http: guarded(deps.HTTP, base),
		secrets: secretReplacer(cfg.Auth), limits: map[string]*rate.Limiter{"": limiter(cfg.Rate)}}
	for name, r := range cfg.Buckets {
		c.limits[name] = limiter(r)
	}
	return c, nil
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

func limiter(r Rate) *rate.Limiter {
	if r.PerSecond <= 0 {
		return rate.NewLimiter(rate.Inf, 1)
	}
	return rate.NewLimiter(rate.Limit(r.PerSecond), max(r.Burst, 1))
}

// do sends req until read accepts an answer, the error is permanent or the
// bounds of Retry are reached. read must be able to start over.
func (c *Client) do(ctx context.Context, req Request, read func(*answer) error) error {
	pauses := newPauses(c.cfg.Retry, c.deps.Random)
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
		wait, again := pauses.next(failure)
		if !again {
			failure.Attempts = attempt
			return failure
		}
		c.deps.Log.Info("request failed, trying again", "source", c.cfg.Source, "stream", req.Stream,
			"path", req.Path, "status", failure.Status, "attempt", attempt, "wait", wait, "error", failure)
		if err := c.sleep(ctx, wait); err != nil {
			return fmt.Errorf("%w, after: %w", c.ended(req, err), failure)
		}
	}
}

func (c *Client) ended(req Request, err error) error {
	return fmt.Errorf("read %s: %w", name(c.cfg.Source, req.Stream), err)
}

// admit waits for the rate limits the request falls under.
func (c *Client) admit(ctx context.Context, req Request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := c.deps.Now().Add(c.ahead)
	delay := c.limits[""].ReserveN(now, 1).DelayFrom(now)
	if bucket := c.limits[req.Bucket]; req.Bucket != "" && bucket != nil {
		delay = max(delay, bucket.ReserveN(now, 1).DelayFrom(now))
	}
	if delay <= 0 {
		return nil
	}
	return c.sleep(ctx, delay)
}

func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	before := c.deps.Now()
	err := c.deps.Sleep(ctx, d)
	c.ahead += max(0, d-c.deps.Now().Sub(before))
	return err
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
		return c.transportError(ctx, req, permanentError{err})
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
		return c.refusal(req, a)
	}
	if err := read(a); err != nil {
		return c.transportError(ctx, req, err)
	}
	return nil
}

func (c *Client) build(ctx context.Context, req Request) (*http.Request, error) {
	target := c.base.String() + req.Path
	if len(req.Query) > 0 {
		target += "?" + req.Query.Encode()
	}
	var body io.Reader
	if req.Body != nil {
		body = bytes.NewReader(req.Body)
	}
	r, err := http.NewRequestWithContext(ctx, req.method(), target, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "quarterdeck")
	for k, v := range c.cfg.Header {
		r.Header.Set(k, v)
	}
	if req.Body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	c.cfg.Auth.apply(r)
	return r, nil
}
