package freshdesk

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

// lookBack is how far a pull goes back behind the newest change of the one before.
const lookBack = time.Minute

// Source is one Freshdesk account.
type Source struct {
	client *rest.Client
	now    func() time.Time
	log    *slog.Logger
	start  time.Time // of history
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	// The key is the user; any password will do.
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: src.BaseURL, Auth: rest.Basic(src.Token.Reveal(), "X"),
		Rate: rest.Rate{PerSecond: 3, Burst: 10}, Advise: advise}
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://" + src.Subdomain + ".freshdesk.com"
	}
	if src.Rate > 0 {
		cfg.Rate = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	// Without a date Freshdesk would only show the last thirty days. It was
	// founded in 2010.
	s := &Source{client: client, now: deps.Now, log: deps.WithDefaults().Log, start: time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)}
	if src.Start != "" {
		if s.start, err = time.Parse(time.DateOnly, src.Start); err != nil {
			return nil, fmt.Errorf("read start of source %s: %q is not a date like 2025-01-31", src.Name, src.Start)
		}
	}
	return s, nil
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check asks for one row of the stream, or who the key belongs to.
func (s *Source) Check(ctx context.Context, stream string) error {
	paths := map[string]string{"": "/api/v2/agents/me", "tickets": pathTickets, "companies": pathCompanies,
		"contacts": pathContacts, "agents": pathAgents, "satisfaction_ratings": pathRatings}
	path, ok := paths[stream]
	if !ok {
		_, err := connectors.Find(Streams(), stream)
		return err
	}
	req := rest.Request{Stream: stream, Path: path}
	if stream != "" {
		req.Query = url.Values{"per_page": {"1"}}
	}
	_, err := s.client.JSON(ctx, req, &rest.Page{})
	if stream == "satisfaction_ratings" && lacksFeature(err) {
		return nil
	}
	return err
}

// cursor is where a stream's next load begins, in unix seconds. The walks of
// what was deleted and of spam have places of their own: a pull that breaks off
// between them must not skip the later ones.
type cursor struct {
	Since   int64 `json:"since,omitempty"`
	Deleted int64 `json:"deleted,omitempty"`
	Spam    int64 `json:"spam,omitempty"`
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	p := &pull{Source: s, ctx: ctx, stream: stream, mode: connectors.Increment}
	if len(req.Cursor) > 0 {
		if err := json.Unmarshal(req.Cursor, &p.at); err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", req.Stream, err)
		}
	}
	if p.writer, err = rows.New(stream, req, sink, "description", "description_text", "avatar", "signature"); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	p.window = connectors.Window{To: s.now().UTC().Truncate(time.Second)}
	if p.at == (cursor{}) {
		p.mode = connectors.Full
	}
	if err := p.run(); err != nil {
		return connectors.Result{}, err
	}
	return p.writer.Finish(p.mode, p.at, p.window)
}

// pull is one pull of one stream while it runs.
type pull struct {
	*Source
	ctx    context.Context
	stream connectors.Stream
	writer *rows.Writer
	page   rest.Page
	at     cursor
	mode   connectors.Mode
	window connectors.Window
}

func (p *pull) run() error {
	switch p.stream.Name {
	case "tickets":
		return p.tickets()
	case "contacts":
		return p.contacts()
	case "satisfaction_ratings":
		return p.ratings()
	case "companies":
		return p.whole(pathCompanies)
	default:
		return p.whole(pathAgents)
	}
}

// since is where a walk begins that has come as far as at.
func (p *pull) since(at int64) time.Time {
	if at == 0 {
		return p.start
	}
	from := time.Unix(at, 0).UTC().Add(-lookBack)
	if p.window.From.IsZero() || from.Before(p.window.From) {
		p.window.From = from
	}
	return from
}

func (p *pull) land(v *fastjson.Value) error { return p.writer.Add(v, false) }
func (p *pull) bury(v *fastjson.Value) error { return p.writer.Add(v, true) }
