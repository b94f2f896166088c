package typeform

import (
	"context"
	"encoding/json"
	"fmt"
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
	baseURL       = "https://api.typeform.com"
	formsPage     = 200
	responsesPage = "1000"
	lookBack      = time.Hour
)

// Source is one Typeform account.
type Source struct {
	client *rest.Client
	now    func() time.Time
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	cfg := rest.Config{Source: src.Name, BaseURL: src.BaseURL, Auth: rest.Bearer(src.Token.Reveal()),
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
	return &Source{client: client, now: deps.Now}, nil
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check reads one form.
func (s *Source) Check(ctx context.Context, _ string) error {
	var page rest.Page
	_, err := s.client.JSON(ctx, rest.Request{Path: "/forms", Query: url.Values{"page_size": {"1"}}}, &page)
	return err
}

// cursor is the newest submission seen of each form.
type cursor struct {
	Forms map[string]time.Time `json:"forms,omitempty"`
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

// form is what the list of forms says of one.
type form struct{ id, updated string }

func (p *pull) listForms() ([]form, error) {
	var all []form
	seen := map[string]bool{}
	for number := 1; ; number++ {
		root, err := p.get("/forms", url.Values{"page_size": {strconv.Itoa(formsPage)}, "page": {strconv.Itoa(number)}})
		if err != nil {
			return nil, err
		}
		items := root.GetArray("items")
		fresh := 0
		for _, v := range items {
			f := form{id: string(v.GetStringBytes("id")), updated: string(v.GetStringBytes("last_updated_at"))}
			if !seen[f.id] {
				seen[f.id] = true
				all = append(all, f)
				fresh++
			}
		}
		p.writer.EndPage()
		if number >= root.GetInt("page_count") {
			return all, nil
		}
		if len(items) > 0 && fresh == 0 {
			return nil, p.client.Fail(rest.Request{Stream: p.stream.Name, Path: "/forms"},
				fmt.Errorf("page %d repeats the forms of earlier ones", number))
		}
	}
}

// definitions lands every form with its fields, which the list does not show.
func (p *pull) definitions(listed []form) (connectors.Result, error) {
	for _, f := range listed {
		root, err := p.get("/forms/"+url.PathEscape(f.id), nil)
		if err != nil {
			return connectors.Result{}, err
		}
		p.arena.Reset()
		if f.updated != "" && !root.Exists("last_updated_at") {
			root.Set("last_updated_at", p.arena.NewString(f.updated))
		}
		if err := p.writer.Add(root, false); err != nil {
			return connectors.Result{}, err
		}
		p.writer.EndPage()
	}
	return p.writer.Finish(connectors.Full, cursor{}, p.window)
}

// responses lands the responses of every form since that form's own cursor.
func (p *pull) responses(listed []form, at cursor) (connectors.Result, error) {
	mode, next := connectors.Increment, cursor{Forms: map[string]time.Time{}}
	if at.Forms == nil {
		mode = connectors.Full
	}
	for _, f := range listed {
		mark := rest.NewWatermark(at.Forms[f.id], p.window.To)
		if err := p.responsesOf(f.id, at.Forms[f.id], mark); err != nil {
			return connectors.Result{}, err
		}
		next.Forms[f.id] = mark.Time()
	}
	return p.writer.Finish(mode, next, p.window)
}

// responsesOf walks from the newest response to the oldest. Responses that
// arrive meanwhile are newer than the first page and come with the next load.
func (p *pull) responsesOf(id string, since time.Time, mark *rest.Watermark) error {
	query := url.Values{"page_size": {responsesPage}}
	if !since.IsZero() {
		query.Set("since", since.Add(-lookBack).UTC().Format("2006-01-02T15:04:05Z"))
	}
	path := "/forms/" + url.PathEscape(id) + "/responses"
	tokens := p.client.NewCursors(rest.Request{Stream: p.stream.Name, Path: path})
	for {
		root, err := p.get(path, query)
		if err != nil {
			return err
		}
		items := root.GetArray("items")
		p.writer.EndPage()
		if len(items) == 0 {
			return nil
		}
		before := string(items[len(items)-1].GetStringBytes("token"))
		if err := tokens.Next(before); err != nil {
			return err
		}
		for _, v := range items {
			if err := p.land(id, v, mark); err != nil {
				return err
			}
		}
		query.Set("before", before)
	}
}

// notSubmitted is what Typeform writes for "never".
const notSubmitted = "0001-01-01T00:00:00Z"

func (p *pull) land(formID string, v *fastjson.Value, mark *rest.Watermark) error {
	p.arena.Reset()
	v.Set("form_id", p.arena.NewString(formID))
	if !v.Exists("response_id") {
		v.Set("response_id", v.Get("token"))
	}
	if submitted := v.GetStringBytes("submitted_at"); string(submitted) == notSubmitted {
		v.Del("submitted_at")
	} else {
		mark.SeenText(submitted)
	}
	return p.writer.Add(v, false)
}
