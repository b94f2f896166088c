package stripe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
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
)

// Source is one Stripe account.
type Source struct {
	client *rest.Client
	now    func() time.Time
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	cfg := rest.Config{Source: src.Name, BaseURL: src.BaseURL, Auth: rest.Bearer(src.Token.Reveal()), Judge: judge,
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

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check reads one customer.
func (s *Source) Check(ctx context.Context, _ string) error {
	var page rest.Page
	_, err := s.client.JSON(ctx, rest.Request{Path: "/v1/customers", Query: url.Values{"limit": {"1"}}}, &page)
	return err
}

// cursor is what a load remembers: the time of the newest event it covers.
type cursor struct {
	Event int64 `json:"event,omitempty"`
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
	window := connectors.Window{To: s.now().UTC().Truncate(time.Second)}
	since := time.Unix(at.Event, 0).UTC().Add(-lookBack)
	if at.Event > 0 && window.To.Sub(since) < eventsLive {
		ids, ok, err := p.changed(since, window.To)
		if err != nil {
			return connectors.Result{}, err
		}
		if ok {
			window.From = since
			return p.increment(ids, max(p.newest, at.Event), window)
		}
	}
	return p.everything(window)
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

// everything lands the whole list. The newest event is asked for first: what
// happens while the list is read has a later one and comes with the next load.
func (p *pull) everything(window connectors.Window) (connectors.Result, error) {
	if err := p.newestEvent(window.To); err != nil {
		return connectors.Result{}, err
	}
	query := url.Values{"limit": {pageSize}, "created[lte]": {unix(window.To)}}
	for name, values := range p.resource.query {
		query[name] = values
	}
	for _, field := range p.resource.expand {
		query.Add("expand[]", "data."+field)
	}
	err := p.walk(p.resource.path, query, &p.page, true, p.land)
	if err != nil {
		return connectors.Result{}, err
	}
	return p.writer.Finish(connectors.Full, cursor{Event: p.newest}, window)
}

// increment lands the objects with these ids.
func (p *pull) increment(ids []string, newest int64, window connectors.Window) (connectors.Result, error) {
	for _, id := range ids {
		if err := p.fetch(id); err != nil {
			return connectors.Result{}, err
		}
	}
	return p.writer.Finish(connectors.Increment, cursor{Event: newest}, window)
}

// walk calls each for every object of a list. The next page follows the last id
// of this one, so a page without rows that promises more is an error.
func (p *pull) walk(path string, query url.Values, page *rest.Page, counted bool, each func(*fastjson.Value) error) error {
	req := rest.Request{Stream: p.stream.Name, Path: path, Query: query}
	tokens := p.client.NewCursors(req)
	for {
		root, err := p.client.JSON(p.ctx, req, page)
		if err != nil {
			return err
		}
		data := root.GetArray("data")
		last := ""
		if len(data) > 0 {
			last = idOf(data[len(data)-1])
		}
		more := root.GetBool("has_more")
		for _, v := range data {
			if err := each(v); err != nil {
				return err
			}
		}
		if counted {
			p.writer.EndPage()
		}
		if !more {
			return nil
		}
		if err := tokens.Next(last); err != nil {
			return err
		}
		query.Set("starting_after", last)
	}
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
