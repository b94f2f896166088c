package hubspot

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

const (
	baseURL = "https://api.hubapi.com"
	// searchBucket is the limit all searches of an account share.
	searchBucket = "search"
)

// Source is one HubSpot account.
type Source struct {
	client *rest.Client
	now    func() time.Time
	// attributes maps our names to properties of companies; ours are sorted.
	attributes map[string]config.Attribute
	ours       []string
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: src.BaseURL, Auth: rest.Bearer(src.Token.Reveal()), Judge: judge, Advise: advise,
		Rate:    rest.Rate{PerSecond: 10, Burst: 10},
		Buckets: map[string]rest.Rate{searchBucket: {PerSecond: 4, Burst: 4}}}
	if cfg.BaseURL == "" {
		cfg.BaseURL = baseURL
	}
	if src.Rate > 0 {
		cfg.Rate, cfg.Buckets = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}, nil
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	return &Source{client: client, now: deps.Now, attributes: src.Attributes,
		ours: slices.Sorted(maps.Keys(src.Attributes))}, nil
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

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
	p, err := s.begin(ctx, stream, req, sink)
	if err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	if stream.Name == "owners" {
		return p.owners()
	}
	result, err := p.objects(at)
	if err != nil {
		return connectors.Result{}, err
	}
	result.Live, err = p.live()
	return result, err
}

// pull is one pull of one stream while it runs.
type pull struct {
	*Source
	ctx    context.Context
	stream connectors.Stream
	writer *rows.Writer
	mark   *rest.Watermark
	arena  fastjson.Arena
	// page holds what is walked over, child what is asked for meanwhile.
	page, child rest.Page
	properties  []string
	history     []string // properties whose history is asked for
}

func (s *Source) begin(ctx context.Context, stream connectors.Stream, req connectors.Request, sink connectors.Sink) (*pull, error) {
	p := &pull{Source: s, ctx: ctx, stream: stream}
	// These repeat the record's own id and dates.
	drop := []string{"properties.hs_object_id", "properties.createdate", "properties.hs_createdate",
		"properties.hs_lastmodifieddate", "properties.lastmodifieddate"}
	switch stream.Name {
	case "companies":
		p.history = s.theirs()
		drop = append(drop, "propertiesWithHistory")
	case "deals":
		drop = append(drop, "associations")
	case "owners":
		drop = nil
	}
	p.properties = properties(stream, p.history)
	columns := properties(stream, nil)
	for _, name := range p.history {
		if !slices.Contains(columns, name) {
			drop = append(drop, inProperties+rows.EscapeName(name))
		}
	}
	var err error
	p.writer, err = rows.New(stream, req, sink, drop...)
	return p, err
}

// theirs are the properties behind the attributes, each once.
func (s *Source) theirs() []string {
	var names []string
	for _, a := range s.attributes {
		names = append(names, a.Field)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// modified is the property that tells when a record last changed.
func (p *pull) modified() string {
	if p.stream.Name == "contacts" {
		return "lastmodifieddate"
	}
	return "hs_lastmodifieddate"
}

func joined(names []string) string { return strings.Join(names, ",") }
