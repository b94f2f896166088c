package qualtrics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

const (
	// defaultGroupKey is the embedded data that holds the account.
	defaultGroupKey = "account_id"
	// exports is the bucket of the limit on starting exports.
	exports  = "exports"
	listPath = "/surveys"
)

// Source is one Qualtrics user's view of a brand.
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
	base, err := baseURL(src)
	if err != nil {
		return nil, err
	}
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: base, Auth: rest.Header("X-API-TOKEN", src.Token.Reveal()), Judge: judge, Advise: advise,
		Rate:    rest.Rate{PerSecond: 10, Burst: 10},
		Buckets: map[string]rest.Rate{exports: {PerSecond: 1.5, Burst: 10}},
	}
	if src.Rate > 0 {
		cfg.Rate, cfg.Buckets = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}, nil
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

// baseURL is where the data center answers.
func baseURL(src config.Source) (string, error) {
	if src.BaseURL != "" {
		return src.BaseURL, nil
	}
	center := strings.TrimSuffix(src.Subdomain, ".qualtrics.com")
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]*$`).MatchString(center) {
		return "", fmt.Errorf("open source %s: subdomain %q is not a data center id such as fra1", src.Name, src.Subdomain)
	}
	return "https://" + center + ".qualtrics.com/API/v3", nil
}

// judge gives up at once on an export that is too large: a shorter window is
// asked for instead.
func judge(status int, _ http.Header, _ []byte) rest.Verdict {
	if status == http.StatusRequestEntityTooLarge {
		return rest.Permanent
	}
	return rest.Usual
}

// advise says what to change at the vendor.
func advise(req rest.Request, status int, _ http.Header, _ []byte) string {
	switch {
	case status == http.StatusUnauthorized:
		return "in Qualtrics, Account Settings → Qualtrics IDs shows the API token, and the Datacenter ID for subdomain"
	case status == http.StatusForbidden:
		return "a brand administrator must give the token's user the permission Access API, and the survey's owner View Reports by Collaborate"
	case status == http.StatusNotFound && req.Path == listPath:
		return "set subdomain to the Datacenter ID shown in Account Settings → Qualtrics IDs"
	}
	return ""
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check lists surveys, and for responses starts an export of one response of the
// first of them.
func (s *Source) Check(ctx context.Context, stream string) error {
	var page rest.Page
	root, err := s.client.JSON(ctx, rest.Request{Stream: stream, Path: listPath}, &page)
	if err != nil || stream != "responses" {
		return err
	}
	id := text(root.Get("result", "elements", "0"), "id")
	if id == "" {
		return nil
	}
	_, err = s.client.JSON(ctx, rest.Request{Stream: stream, Method: http.MethodPost, Path: exportPath(id), Bucket: exports,
		Body: []byte(`{"format":"ndjson","limit":1}`)}, &page)
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
	parser fastjson.Parser
	arena  fastjson.Arena
	window connectors.Window
}

func (p *pull) request(path string) rest.Request {
	return rest.Request{Stream: p.stream.Name, Path: path}
}

// result asks for what the vendor wraps into its envelope.
func (p *pull) result(req rest.Request) (*fastjson.Value, error) {
	root, err := p.client.JSON(p.ctx, req, &p.page)
	if err != nil {
		return nil, err
	}
	result := root.Get("result")
	if result == nil || result.Type() != fastjson.TypeObject {
		return nil, p.client.Fail(req, errors.New("the answer has no result"))
	}
	return result, nil
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

// text is the string called name; empty when there is none.
func text(v *fastjson.Value, name string) string {
	if v == nil {
		return ""
	}
	return string(v.GetStringBytes(name))
}

func hasStatus(err error, status int) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == status
}

func exportPath(survey string) string {
	return listPath + "/" + url.PathEscape(survey) + "/export-responses"
}
