package zendesk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

// exportBucket is the limit the incremental exports of an account share: ten
// requests a minute, among everything that uses the account.
const exportBucket = "export"

// Source is one Zendesk account.
type Source struct {
	client *rest.Client
	now    func() time.Time
	log    *slog.Logger
	start  time.Time // of history; zero means the beginning
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: src.BaseURL,
		Auth: rest.Basic(src.Email+"/token", src.Token.Reveal()), Rate: rest.Rate{PerSecond: 3, Burst: 10},
		Buckets: map[string]rest.Rate{exportBucket: {PerSecond: 10.0 / 60, Burst: 10}}, Advise: advise}
	if cfg.BaseURL == "" {
		cfg.BaseURL = "https://" + src.Subdomain + ".zendesk.com"
	}
	if src.Rate > 0 {
		cfg.Rate, cfg.Buckets = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}, nil
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	s := &Source{client: client, now: deps.Now, log: deps.WithDefaults().Log}
	if src.Start != "" {
		if s.start, err = time.Parse(time.DateOnly, src.Start); err != nil {
			return nil, fmt.Errorf("read start of source %s: %q is not a date like 2025-01-31", src.Name, src.Start)
		}
	}
	return s, nil
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check asks for one row of the stream, or who the token belongs to.
func (s *Source) Check(ctx context.Context, stream string) error {
	var page rest.Page
	if stream != "" {
		req, err := s.checks(stream)
		if err != nil {
			return err
		}
		if _, err = s.client.JSON(ctx, req, &page); isInactive(err) && req.Bucket == "" {
			return nil
		}
		return err
	}
	req := rest.Request{Path: "/api/v2/users/me.json"}
	root, err := s.client.JSON(ctx, req, &page)
	if err != nil {
		return err
	}
	// Without credentials Zendesk answers with an anonymous user.
	if root.GetInt64("user", "id") == 0 {
		return s.client.Deny(req, errors.New("the answer is for an anonymous user"))
	}
	return nil
}

// cursor is where a stream's next load begins: a token of the cursor export or
// an instant in unix seconds.
type cursor struct {
	After string `json:"after,omitempty"`
	Since int64  `json:"since,omitempty"`
}

func (c cursor) empty() bool { return c == cursor{} }

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	p := &pull{Source: s, ctx: ctx, stream: stream}
	if len(req.Cursor) > 0 {
		if err := json.Unmarshal(req.Cursor, &p.at); err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", req.Stream, err)
		}
	}
	// These repeat other fields or say where the record can be read again.
	if p.writer, err = rows.New(stream, req, sink, "fields", "url", "raw_subject"); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	p.window = connectors.Window{To: s.now().UTC().Truncate(time.Second)}
	p.mode = connectors.Increment
	if p.at.empty() {
		p.mode = connectors.Full
	}
	next, err := p.run()
	if err != nil {
		return connectors.Result{}, err
	}
	result, err := p.writer.Finish(p.mode, next, p.window)
	if err == nil {
		result.Live = p.count()
	}
	return result, err
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

func (p *pull) run() (cursor, error) {
	switch p.stream.Name {
	case "tickets":
		return p.cursorExport("/api/v2/incremental/tickets/cursor.json", map[string]string{"include": "metric_sets", "exclude_deleted": "false"})
	case "users":
		return p.cursorExport("/api/v2/incremental/users/cursor.json", nil)
	case "organizations":
		return p.timeExport("/api/v2/incremental/organizations.json")
	case "ticket_metric_events":
		return p.timeExport("/api/v2/incremental/ticket_metric_events.json")
	case "satisfaction_ratings":
		return p.ratings()
	default:
		return p.responses()
	}
}

// deleted says whether a record is a tombstone.
func (p *pull) deleted(v *fastjson.Value) bool {
	switch p.stream.Name {
	case "tickets":
		return string(v.GetStringBytes("status")) == "deleted"
	case "users":
		active := v.Get("active")
		return active != nil && active.Type() == fastjson.TypeFalse
	case "organizations":
		at := v.Get("deleted_at")
		return at != nil && at.Type() != fastjson.TypeNull
	case "ticket_metric_events":
		return v.GetBool("deleted")
	}
	return false
}

func (p *pull) land(v *fastjson.Value) error { return p.writer.Add(v, p.deleted(v)) }

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
