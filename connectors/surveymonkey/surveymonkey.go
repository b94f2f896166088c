package surveymonkey

import (
	"context"
	"encoding/json"
	"errors"
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

// defaultGroupKey is the custom variable that holds the account.
const defaultGroupKey = "account_id"

// Source is one SurveyMonkey account.
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
	base, err := src.Address(regions())
	if err != nil {
		return nil, err
	}
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: base, Auth: rest.Bearer(src.Token.Reveal()),
		Judge: judge, RetryAfter: retryAfter, Advise: advise, Rate: rest.Rate{PerSecond: 2, Burst: 2}}
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

// regions are where the accounts of each region are asked for.
func regions() []config.Region {
	return []config.Region{{Name: "us", URL: "https://api.surveymonkey.com/v3"}, {Name: "eu", URL: "https://api.eu.surveymonkey.com/v3"}, {Name: "ca", URL: "https://api.surveymonkey.ca/v3"}}
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check reads one survey, or one response of it.
func (s *Source) Check(ctx context.Context, stream string) error {
	var page rest.Page
	one := url.Values{"per_page": {"1"}}
	root, err := s.client.JSON(ctx, rest.Request{Stream: stream, Path: "/surveys", Query: one}, &page)
	if err != nil || stream != "responses" {
		return err
	}
	id := string(root.GetStringBytes("data", "0", "id"))
	if id == "" {
		return nil
	}
	_, err = s.client.JSON(ctx, rest.Request{Stream: stream, Path: responsesPath(id), Query: one}, &page)
	return err
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	p := &pull{Source: s, ctx: ctx, stream: stream, window: connectors.Window{To: s.now().UTC().Truncate(time.Second)}}
	if p.writer, err = rows.New(stream, req, sink, unkept(stream.Name)...); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	if stream.Name == "surveys" {
		return p.surveys(req.Cursor)
	}
	return p.responses(req.Cursor)
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

func (p *pull) request(path string, query url.Values) rest.Request {
	return rest.Request{Stream: p.stream.Name, Path: path, Query: query}
}

func (p *pull) get(path string, query url.Values) (*fastjson.Value, error) {
	return p.client.JSON(p.ctx, p.request(path, query), &p.page)
}

func (p *pull) readCursor(text json.RawMessage, into any) error {
	if len(text) == 0 {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("read cursor of %s: %w", p.stream.Name, err)
	}
	return nil
}

func hasStatus(err error, status int) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == status
}

// gone says that a survey was deleted between being listed and being read.
func gone(err error) bool { return hasStatus(err, http.StatusNotFound) }

func responsesPath(survey string) string {
	return "/surveys/" + url.PathEscape(survey) + "/responses/bulk"
}
