package typeform

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
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
	baseURL         = "https://api.typeform.com"
	defaultGroupKey = "account_id"
)

// Source is one Typeform account.
type Source struct {
	client   *rest.Client
	now      func() time.Time
	log      *slog.Logger
	groupKey string
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	deps = deps.WithDefaults()
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: src.BaseURL, Auth: rest.Bearer(src.Token.Reveal()), Advise: advise,
		Rate: rest.Rate{PerSecond: 2, Burst: 2}}
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
	s := &Source{client: client, now: deps.Now, log: deps.Log, groupKey: src.GroupKey}
	if s.groupKey == "" {
		s.groupKey = defaultGroupKey
	}
	return s, nil
}

// advise says what a refused token lacks.
func advise(req rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusForbidden:
	case http.StatusUnauthorized:
		return "in Typeform, Settings → Personal tokens, make a new token; an account of the EU data centre needs its base_url"
	default:
		return ""
	}
	scopes := "forms:read"
	if req.Stream == "responses" {
		scopes = "forms:read and responses:read"
	}
	return "in Typeform open Settings → Personal tokens, make a token with " + scopes + ", and see that its owner is in the form's workspace"
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check reads one form, or the newest response of one.
func (s *Source) Check(ctx context.Context, stream string) error {
	var page rest.Page
	one := url.Values{"page_size": {"1"}}
	root, err := s.client.JSON(ctx, rest.Request{Stream: stream, Path: "/forms", Query: one}, &page)
	if err != nil || stream != "responses" {
		return err
	}
	id := string(root.GetStringBytes("items", "0", "id"))
	if id == "" {
		return nil
	}
	_, err = s.client.JSON(ctx, rest.Request{Stream: stream, Path: responsesPath(id), Query: one}, &page)
	return err
}

func responsesPath(form string) string { return "/forms/" + url.PathEscape(form) + "/responses" }

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
	p := &pull{Source: s, ctx: ctx, stream: stream, window: connectors.Window{To: s.now().UTC().Truncate(time.Second)}}
	drop := []string{"token"}
	if stream.Name == "forms" {
		drop = []string{"self", "_links"}
	}
	if p.writer, err = rows.New(stream, req, sink, drop...); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	listed, err := p.listForms()
	if err != nil {
		return connectors.Result{}, err
	}
	if stream.Name == "forms" {
		return p.definitions(listed)
	}
	return p.responses(listed, at)
}

// pull is one pull of one stream while it runs.
type pull struct {
	*Source
	ctx    context.Context
	stream connectors.Stream
	writer *rows.Writer
	page   rest.Page
	arena  fastjson.Arena
	window connectors.Window
}

func (p *pull) get(path string, query url.Values) (*fastjson.Value, error) {
	return p.client.JSON(p.ctx, rest.Request{Stream: p.stream.Name, Path: path, Query: query}, &p.page)
}
