// Package web answers the requests of serve's web page.
//
// It only reads: the published marts, the history in state.db and the files in
// reports/. A publication is opened once, read-only, and shared by all requests; when
// a night swaps in another, requests under way end on the old one, which is closed
// after the last of them. What a page needs of a publication is read once and kept
// with it. The lock of the data folder is never taken, so a page neither waits for a
// night nor delays one.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/access"
	"quarterdeck/reports/web"
)

// Mount is a handler of somebody else beside the pages.
type Mount struct {
	// Pattern is that of http.ServeMux.
	Pattern string
	Handler http.Handler
	// Public is set when nobody needs to sign in for it.
	Public bool
}

// Options are what the pages need.
type Options struct {
	Pipeline *pipeline.Pipeline
	Now      func() time.Time
	Log      *slog.Logger
	// Audit is told of every action before it is done; nil offers none.
	Audit access.Recorder
	// Jobs are what may be started from the page.
	Jobs   []string
	Mounts []Mount
}

// Site is the web page. The caller closes it after the last request.
type Site struct {
	opts    Options
	mux     *http.ServeMux
	render  *web.Renderer
	shelf   *shelf
	reviews reviewIndex
	assets  map[string][]byte
	// version names the assets by what is in them.
	version string
	// tracing lets one number at a time be computed again.
	tracing chan struct{}
}

// New prepares the pages.
func New(opts Options) (*Site, error) {
	if opts.Pipeline == nil || opts.Now == nil || opts.Log == nil {
		return nil, errors.New("make web page: it needs a pipeline, a clock and a log")
	}
	renderer, err := web.New()
	if err != nil {
		return nil, err
	}
	s := &Site{opts: opts, mux: http.NewServeMux(), render: renderer, shelf: &shelf{pipeline: opts.Pipeline, log: opts.Log}, tracing: make(chan struct{}, 1)}
	if s.assets, err = web.Assets(); err != nil {
		return nil, err
	}
	s.version = fingerprint(s.assets)
	s.routes()
	return s, nil
}

// ServeHTTP implements http.Handler. Who asks is in the request's context.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Close closes the publication that is open.
func (s *Site) Close() error { return s.shelf.close() }

func (s *Site) routes() {
	s.mux.HandleFunc("GET /static/{version}/{name}", s.static)
	s.mux.HandleFunc("GET /{$}", s.page("/", everybody, s.home))
	s.mux.HandleFunc("GET /scorecard", s.page("/scorecard", company, s.scorecard))
	s.mux.HandleFunc("GET /scorecard/{kpi}", s.page("/scorecard", company, s.kpi))
	s.mux.HandleFunc("GET /segments", s.page("/segments", company, s.segments))
	s.mux.HandleFunc("GET /customers", s.page("/customers", everybody, s.customers))
	s.mux.HandleFunc("GET /customers/{id}", s.page("/customers", everybody, s.customer))
	s.mux.HandleFunc("GET /customers/{id}/numbers", s.page("/customers", everybody, s.numbers))
	s.mux.HandleFunc("GET /figures", s.page("/definitions", everybody, s.figure))
	s.mux.HandleFunc("GET /receipts/{quarter}/{document}", s.page("/customers", everybody, s.receipts))
	s.mux.HandleFunc("GET /files/{quarter}/{path...}", s.file)
	s.mux.HandleFunc("GET /runs", s.page("/runs", company, s.runs))
	s.mux.HandleFunc("POST /runs", s.action(s.startRun))
	s.mux.HandleFunc("GET /runs/{id}", s.page("/runs", company, s.run))
	s.mux.HandleFunc("POST /runs/{id}/retry", s.action(s.retryRun))
	s.mux.HandleFunc("GET /deliveries", s.page("/deliveries", company, s.deliveries))
	s.mux.HandleFunc("POST /deliveries/resolve", s.action(s.resolveDelivery))
	s.mux.HandleFunc("POST /deliveries/retry", s.action(s.retryDelivery))
	s.mux.HandleFunc("GET /quality", s.page("/quality", company, s.quality))
	s.mux.HandleFunc("GET /quality/check", s.page("/quality", company, s.check))
	s.mux.HandleFunc("GET /definitions", s.page("/definitions", everybody, s.definitions))
	s.mux.HandleFunc("GET /", s.page("", everybody, func(context.Context, *visit) (web.Page, error) { return nil, notFound("There is no such page.") }))
	for _, mount := range s.opts.Mounts {
		s.mux.Handle(mount.Pattern, mount.Handler)
	}
}

// Path is the path of the mount's pattern.
func (m Mount) Path() string {
	if _, path, found := strings.Cut(m.Pattern, " "); found {
		return path
	}
	return m.Pattern
}
