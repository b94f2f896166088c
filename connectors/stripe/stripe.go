package stripe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

const (
	baseURL = "https://api.stripe.com"
	// version pins the shapes of the objects.
	version  = "2026-08-26.dahlia"
	pageSize = "100"
	// lookBack covers events that come late into the feed.
	lookBack = 600 * time.Second
	// eventsLive is how long Stripe keeps events.
	eventsLive = 30 * 24 * time.Hour
	// listAgain is how often a list is read whole whose changes do not all make events.
	listAgain = 7 * 24 * time.Hour
)

// Source is one Stripe account.
type Source struct {
	client *rest.Client
	now    func() time.Time
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: src.BaseURL, Auth: rest.Bearer(src.Token.Reveal()), Judge: judge, Advise: advise,
		Header: map[string]string{"Stripe-Version": version}, Rate: rest.Rate{PerSecond: 20, Burst: 20}}
	if cfg.BaseURL == "" {
		cfg.BaseURL = baseURL
	}
	if src.Rate > 0 {
		cfg.Rate = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	return &Source{client: client, now: deps.Now}, nil
}

// judge follows Stripe's own advice where it gives one.
func judge(_ int, header http.Header, _ []byte) rest.Verdict {
	switch header.Get("Stripe-Should-Retry") {
	case "true":
		return rest.Temporary
	case "false":
		return rest.Permanent
	}
	return rest.Usual
}

// advise names the permission a restricted key lacks.
func advise(_ rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusUnauthorized:
		return "in Stripe, Developers → API keys, see whether the restricted key still exists; when it is made or rolled it is shown once"
	case http.StatusForbidden:
		return "the key may not read this: in Stripe, Developers → API keys → Restricted keys, edit the key and set what the message names to Read"
	}
	return ""
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check reads one object of the stream, a customer when none is named.
func (s *Source) Check(ctx context.Context, stream string) error {
	if stream == "" {
		stream = "customers"
	}
	if _, err := connectors.Find(Streams(), stream); err != nil {
		return err
	}
	var page rest.Page
	_, err := s.client.JSON(ctx, rest.Request{Stream: stream, Path: resources()[stream].path, Query: url.Values{"limit": {"1"}}}, &page)
	return err
}

// cursor is what a load remembers, all times in unix seconds.
type cursor struct {
	// Event is the time of the newest event the load covers.
	Event int64 `json:"event,omitempty"`
	// Listed is when the whole list was read last, of streams that need it often.
	Listed int64 `json:"listed,omitempty"`
	// After is the last object of a whole list that broke off, which began at Began.
	After string `json:"after,omitempty"`
	Began int64  `json:"began,omitempty"`
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	var at cursor
	if len(req.Cursor) > 0 {
		if err := json.Unmarshal(req.Cursor, &at); err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", req.Stream, err)
		}
	}
	// The envelopes of lists and the names of types say nothing.
	drop := []string{"object"}
	p := &pull{Source: s, ctx: ctx, stream: stream, resource: resources()[stream.Name]}
	if p.resource.nested != "" {
		for _, field := range []string{"object", "has_more", "url", "total_count"} {
			drop = append(drop, p.resource.nested+"."+field)
		}
	}
	if p.writer, err = rows.New(stream, req, sink, drop...); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	return p.run(at, s.now().UTC().Truncate(time.Second))
}

// pull is one pull of one stream while it runs.
type pull struct {
	*Source
	ctx      context.Context
	stream   connectors.Stream
	resource resource
	writer   *rows.Writer
	arena    fastjson.Arena
	// page holds what is walked over, child what is asked for meanwhile.
	page, child rest.Page
	newest      int64 // time of the newest event seen
}
