package salesforce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
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
	// apiVersion is the version every request asks for; jobs must be read with
	// the one they were made with.
	apiVersion = "v61.0"
	dataPath   = "/services/data/" + apiVersion
	// bulkFrom is the number of records from which on a query job is cheaper than
	// pages, and jobPage how many of them are fetched at once.
	bulkFrom = 50_000
	jobPage  = 50_000
)

// Source is one Salesforce organization.
type Source struct {
	client *rest.Client
	name   string
	now    func() time.Time
	log    *slog.Logger
	// configured maps our names to fields of Account, as the configuration has them.
	configured        map[string]string
	bulkFrom, jobPage int64
	pageSize          int
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	base, err := baseURL(src)
	if err != nil {
		return nil, err
	}
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: base, Auth: rest.TokenAuth(newLogin(src, base).token), Judge: judge, Advise: advise,
		// There is no limit per second, but one on long requests at a time.
		Rate: rest.Rate{PerSecond: 10, Burst: 10}}
	if src.Rate > 0 {
		cfg.Rate = rest.Rate{PerSecond: src.Rate, Burst: max(1, int(src.Rate))}
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	s := &Source{client: client, name: src.Name, now: deps.Now, log: deps.WithDefaults().Log, configured: map[string]string{},
		bulkFrom: bulkFrom, jobPage: jobPage, pageSize: greatestPage}
	for ours, attribute := range src.Attributes {
		s.configured[ours] = attribute.Field
	}
	return s, nil
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check asks for the organization's limits, or whether a stream's fields can be seen.
func (s *Source) Check(ctx context.Context, stream string) error {
	if stream == "" {
		var page rest.Page
		_, err := s.client.JSON(ctx, rest.Request{Path: dataPath + "/limits"}, &page)
		return err
	}
	o, err := find(stream)
	if err != nil {
		return err
	}
	_, _, err = s.describe(ctx, o)
	if o.absent && errors.Is(err, errAbsent) {
		return nil
	}
	return err
}

func find(stream string) (object, error) {
	all := objects()
	i := slices.IndexFunc(all, func(o object) bool { return o.stream.Name == stream })
	if i < 0 {
		_, err := connectors.Find(Streams(), stream)
		return object{}, err
	}
	return all[i], nil
}

// pull is one pull of one stream while it runs.
type pull struct {
	*Source
	plan
	ctx    context.Context
	writer *rows.Writer
	mark   *rest.Watermark
	arena  fastjson.Arena
	page   rest.Page

	// last is the cursor the pull was given, known whether there was one.
	last       cursor
	known      bool
	mode       connectors.Mode
	part       part
	fieldsRead string
	// unfinished says why the pull stopped early; "" while it goes on.
	unfinished string
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	o, err := find(req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	at, err := readCursor(req.Stream, req.Cursor)
	if err != nil {
		return connectors.Result{}, err
	}
	plan, header, err := s.describe(ctx, o)
	switch {
	case o.absent && errors.Is(err, errAbsent):
		s.log.Info("the organization keeps no such history, so the stream is empty; Setup → Object Manager → Account → Fields & Relationships → Set History Tracking turns it on",
			"source", s.name, "stream", req.Stream)
		return unchanged(req, ""), nil
	case quotaSpent(err) && len(req.Cursor) > 0:
		return unchanged(req, quotaUsed), nil
	case err != nil:
		return connectors.Result{}, err
	}
	p := &pull{Source: s, plan: plan, ctx: ctx}
	p.start(at, len(req.Cursor) > 0)
	if p.writer, err = rows.New(o.stream, req, sink, p.dropped()...); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	if !p.spent(header) {
		err = p.read()
	}
	switch {
	case p.unfinished != "" || quotaSpent(err):
		return p.stopped(err)
	case err != nil:
		return connectors.Result{}, err
	}
	return p.finish()
}

const quotaUsed = "Salesforce's API requests of 24 hours are used up"

// unchanged is the result of a pull that could not ask for anything: what is
// known stays as it is.
func unchanged(req connectors.Request, unfinished string) connectors.Result {
	if len(req.Cursor) == 0 {
		return connectors.Result{Mode: connectors.Full, Cursor: json.RawMessage("{}"), Unfinished: unfinished}
	}
	return connectors.Result{Mode: connectors.Increment, Cursor: req.Cursor, Unfinished: unfinished}
}

// dropped are fields of the records that _extra need not repeat.
func (p *pull) dropped() []string {
	drop := []string{"RecordType.attributes"}
	columns := map[string]bool{}
	for _, c := range p.stream.Columns {
		columns[c.Path] = true
		if c.Name == "attributes" {
			columns["attributes"] = true
		}
	}
	if p.stream.Name != "opportunities" {
		drop[0] = "RecordType"
	}
	for _, field := range append([]string{"attributes", fieldDeleted}, p.fields...) {
		if !columns[field] && !slices.Contains(drop, field) {
			drop = append(drop, field)
		}
	}
	return drop
}

func (p *pull) window() connectors.Window {
	return connectors.Window{From: p.part.Since, To: p.part.To}
}

// checkpoint says that everything up to here is complete.
func (p *pull) checkpoint() error {
	p.writer.EndPage()
	return p.writer.Checkpoint(p.mode, p.place(), p.window())
}

// stopped ends a pull for which no requests are left. Where it was to replace
// what is known, half of it must not: then it fails.
func (p *pull) stopped(cause error) (connectors.Result, error) {
	if p.unfinished == "" {
		p.unfinished = quotaUsed
	}
	if p.known && p.mode == connectors.Full {
		if cause == nil {
			cause = errors.New(p.unfinished)
		}
		return connectors.Result{}, fmt.Errorf("read %s.%s anew: %w", p.name, p.stream.Name, cause)
	}
	p.log.Info("stopping early", "source", p.name, "stream", p.stream.Name, "reason", p.unfinished)
	result, err := p.writer.Finish(p.mode, p.place(), p.window())
	result.Unfinished = p.unfinished
	return result, err
}

// finish counts what is there and ends the pull.
func (p *pull) finish() (connectors.Result, error) {
	var live *int64
	if !p.lasting {
		n, err := p.count("query", "")
		switch {
		case err == nil:
			live = &n
		case !quotaSpent(err) && !refusedWith(err, "QUERY_TIMEOUT"):
			return connectors.Result{}, err
		}
	}
	result, err := p.writer.Finish(p.mode, p.end(), p.window())
	result.Live = live
	return result, err
}

// count asks how many records meet a condition.
func (p *pull) count(endpoint, where string) (int64, error) {
	req := rest.Request{Stream: p.stream.Name, Path: dataPath + "/" + endpoint, Query: url.Values{"q": {p.soql("COUNT()", where)}}}
	root, err := p.client.JSON(p.ctx, req, &p.page)
	if err != nil {
		return 0, err
	}
	return root.GetInt64("totalSize"), nil
}

// soql is a query of the object under the stream's own condition and more.
func (p *pull) soql(list string, more string) string {
	query := "SELECT " + list + " FROM " + p.object.name
	conditions := make([]string, 0, 2)
	for _, c := range []string{p.where, more} {
		if c != "" {
			conditions = append(conditions, c)
		}
	}
	if len(conditions) > 0 {
		query += " WHERE " + strings.Join(conditions, " AND ")
	}
	return query
}
