package intercom

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
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

// version is the version of the API this package was written for.
const version = "2.14"

// Source is one Intercom workspace.
type Source struct {
	client *rest.Client
	// scroller sends the requests of a scroll, which must not be repeated.
	scroller *rest.Client
	deps     connectors.Deps
	log      *slog.Logger
	start    time.Time // of history; zero means the beginning
}

var _ connectors.Source = (*Source)(nil)

// regions are where the workspaces of each are asked for.
func regions() []config.Region {
	return []config.Region{{Name: "us", URL: "https://api.intercom.io"}, {Name: "eu", URL: "https://api.eu.intercom.io"}, {Name: "au", URL: "https://api.au.intercom.io"}}
}

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	base, err := src.Address(regions())
	if err != nil {
		return nil, err
	}
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: base, Auth: rest.Bearer(src.Token.Reveal()),
		Header: map[string]string{"Intercom-Version": version},
		Rate:   rest.Rate{PerSecond: 16, Burst: 100}, RetryAfter: untilReset, Advise: advise}
	if src.Rate > 0 {
		cfg.Rate = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}
	}
	s := &Source{deps: deps.WithDefaults()}
	s.log = s.deps.Log
	if s.client, err = rest.New(cfg, deps); err != nil {
		return nil, err
	}
	// A scroll that failed goes on nowhere: one failure and the whole scroll
	// begins again.
	cfg.Retry = rest.DefaultRetry()
	cfg.Retry.Failures = 1
	if s.scroller, err = rest.New(cfg, deps); err != nil {
		return nil, err
	}
	if src.Start != "" {
		if s.start, err = time.Parse(time.DateOnly, src.Start); err != nil {
			return nil, fmt.Errorf("read start of source %s: %q is not a date like 2025-01-31", src.Name, src.Start)
		}
	}
	return s, nil
}

// untilReset reads when the window of a used-up quota ends: Intercom sends no
// Retry-After.
func untilReset(h http.Header, now time.Time) time.Duration {
	reset, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return 0
	}
	// The second named may have begun before the quota is whole again.
	return max(time.Unix(reset, 0).Sub(now), 0) + time.Second
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check asks for one row of the stream, or who the token belongs to. It opens no
// scroll: a workspace has only one.
func (s *Source) Check(ctx context.Context, stream string) error {
	one := url.Values{"per_page": {"1"}}
	req := rest.Request{Stream: stream, Path: "/me"}
	switch stream {
	case "":
	case "conversations", "conversation_parts":
		req.Path, req.Query = "/conversations", one
	case "contacts":
		req.Path, req.Query = "/contacts", one
	case "companies":
		req.Method, req.Path, req.Query, req.Body = http.MethodPost, "/companies/list", one, []byte("{}")
	case "admins":
		req.Path = "/admins"
	default:
		_, err := connectors.Find(Streams(), stream)
		return err
	}
	_, err := s.client.JSON(ctx, req, &rest.Page{})
	return err
}

// cursor is where a stream's next load begins.
type cursor struct {
	// Since is the newest change seen, in unix seconds.
	Since int64 `json:"since,omitempty"`
	// Open are the conversations that were not closed when they were last read.
	Open []string `json:"open,omitempty"`
	// Whole is when everything open, or every contact, was last read again.
	Whole int64 `json:"whole,omitempty"`
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	p := &pull{Source: s, ctx: ctx, stream: stream, mode: connectors.Increment}
	first := len(req.Cursor) == 0
	if !first {
		if err := json.Unmarshal(req.Cursor, &p.at); err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", req.Stream, err)
		}
	}
	if p.writer, err = rows.New(stream, req, sink, dropped(stream.Name)...); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	p.window = connectors.Window{To: s.deps.Now().UTC().Truncate(time.Second)}
	if first {
		p.mode = connectors.Full
	}
	if err := p.run(); err != nil {
		return connectors.Result{}, err
	}
	result, err := p.writer.Finish(p.mode, p.at, p.window)
	result.Live = p.live
	return result, err
}

// dropped are the texts people wrote and what repeats other fields.
func dropped(stream string) []string {
	switch stream {
	case "conversations":
		return []string{"type", "conversation_parts", "source.body", "source.attachments", "source.author.name", "teammates", "contacts.type", "tags.type",
			"first_contact_reply", "conversation_rating.teammate", "linked_objects"}
	case "conversation_parts":
		return []string{"type", "body", "attachments", "author.name", "author.email", "email_message_metadata", "metadata", "notified_at"}
	case "contacts":
		return []string{"type", "avatar", "companies.url", "companies.type", "social_profiles", "notes"}
	}
	return []string{"type", "app_id", "avatar"}
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
	live   *int64
}

func (p *pull) run() error {
	switch p.stream.Name {
	case "conversations":
		return p.conversations(p.landConversations)
	case "conversation_parts":
		return p.conversations(p.landParts)
	case "contacts":
		return p.contacts()
	case "companies":
		return p.companies()
	default:
		return p.admins()
	}
}

// admins lists the team, a page of which there is only one.
func (p *pull) admins() error {
	p.mode = connectors.Full
	root, err := p.client.JSON(p.ctx, rest.Request{Stream: p.stream.Name, Path: "/admins"}, &p.page)
	if err != nil {
		return err
	}
	for _, v := range root.GetArray("admins") {
		if err := p.writer.Add(v, false); err != nil {
			return err
		}
	}
	p.writer.EndPage()
	return nil
}

// weekOld says whether everything was last read whole a week or more ago.
func (p *pull) weekOld() bool {
	return p.window.To.Sub(time.Unix(p.at.Whole, 0)) >= 7*24*time.Hour
}

func text(v *fastjson.Value, path ...string) string { return string(v.GetStringBytes(path...)) }

// advise says what to change in Intercom when an answer is a refusal.
func advise(req rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusUnauthorized:
		return "in Intercom's Developer Hub, Your apps → the app → Configure → Authentication shows the access token; set region if the workspace is kept in the EU or Australia"
	case http.StatusForbidden:
		return "in Intercom's Developer Hub, Your apps → the app → Configure → Authentication → Edit: allow " + permission(req.Stream)
	}
	return ""
}

// permission is what a stream needs, in Intercom's words.
func permission(stream string) string {
	switch stream {
	case "conversations", "conversation_parts":
		return "Read conversations"
	case "contacts":
		return "Read and list users and companies"
	case "companies":
		return "Read one user and one company and Read and list users and companies"
	case "admins":
		return "Read admins"
	}
	return "Read conversations, Read and list users and companies, and Read admins"
}
