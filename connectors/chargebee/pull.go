package chargebee

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

// cursor is where a stream stands.
type cursor struct {
	// Updated is the newest updated_at seen, in unix seconds; 0 asks for everything.
	Updated int64 `json:"updated,omitempty"`
	// Offset is the next page of a first load that broke off, which began at Began.
	Offset string `json:"offset,omitempty"`
	Began  int64  `json:"began,omitempty"`
}

// pull is one pull of one stream while it runs.
type pull struct {
	*Source
	ctx      context.Context
	stream   connectors.Stream
	resource resource
	writer   *rows.Writer
	newest   *rest.Watermark
	arena    fastjson.Arena
	// page holds what is walked over, child what is asked for meanwhile.
	page, child rest.Page
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
	p := &pull{Source: s, ctx: ctx, stream: stream, resource: resources()[stream.Name]}
	if p.writer, err = rows.New(stream, req, sink, "object", "deleted", "line_items_next_offset"); err != nil {
		return connectors.Result{}, err
	}
	defer p.writer.Release()
	now := s.now().UTC().Truncate(time.Second)
	switch {
	case at.Offset != "":
		result, err := p.first(at, connectors.Increment)
		if !refusesOffset(err) || p.writer.Rows() > 0 {
			return result, err
		}
		// The place is not known any more: the first load begins anew.
		return p.first(cursor{Began: now.Unix()}, connectors.Full)
	case at.Updated == 0:
		return p.first(cursor{Began: now.Unix()}, connectors.Full)
	}
	return p.changes(at, now)
}

func refusesOffset(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusBadRequest && strings.Contains(e.Body, "offset")
}

// first lands everything in the list's own order, from at.Offset on. What changes
// while it runs was updated after Began, which the cursor never passes.
func (p *pull) first(at cursor, mode connectors.Mode) (connectors.Result, error) {
	began := time.Unix(at.Began, 0).UTC()
	window := connectors.Window{To: began}
	p.newest = rest.NewWatermark(time.Unix(at.Updated, 0), began)
	query := p.query()
	if at.Offset != "" {
		query.Set("offset", at.Offset)
	}
	err := p.walk(query, func(next string) error {
		return p.writer.Checkpoint(mode, cursor{Updated: p.updated(), Offset: next, Began: at.Began}, window)
	})
	if err != nil {
		return connectors.Result{}, err
	}
	return p.writer.Finish(mode, cursor{Updated: p.updated()}, window)
}

// changes lands what was updated since the cursor. Where the list comes in the
// order of updates, every page is a place to go on from.
func (p *pull) changes(at cursor, now time.Time) (connectors.Result, error) {
	since := time.Unix(at.Updated, 0).UTC().Add(-lookBack)
	window := connectors.Window{From: since, To: now}
	p.newest = rest.NewWatermark(time.Unix(at.Updated, 0), now)
	query := p.query()
	query.Set("updated_at[after]", strconv.FormatInt(since.Unix(), 10))
	query.Set("sort_by[asc]", p.resource.sort)
	err := p.walk(query, func(string) error {
		if p.resource.sort != updatedAt {
			return nil
		}
		return p.writer.Checkpoint(connectors.Increment, cursor{Updated: p.updated()}, window)
	})
	if err != nil {
		return connectors.Result{}, err
	}
	return p.writer.Finish(connectors.Increment, cursor{Updated: p.updated()}, window)
}

func (p *pull) updated() int64 { return p.newest.Time().Unix() }

func (p *pull) query() url.Values {
	query := url.Values{"limit": {pageSize}}
	if p.resource.tombstones {
		query.Set("include_deleted", "true")
	}
	return query
}

// walk lands every record of the list; after each page but the last it calls
// paged with the next page's offset.
func (p *pull) walk(query url.Values, paged func(next string) error) error {
	req := rest.Request{Stream: p.stream.Name, Path: p.resource.path, Query: query}
	tokens := p.client.NewCursors(req)
	for {
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if err != nil {
			return err
		}
		next := string(root.GetStringBytes("next_offset"))
		for _, element := range root.GetArray("list") {
			if err := p.land(element); err != nil {
				return err
			}
		}
		p.writer.EndPage()
		if next == "" {
			return nil
		}
		if err := tokens.Next(next); err != nil {
			return err
		}
		if err := paged(next); err != nil {
			return err
		}
		query.Set("offset", next)
	}
}

// land adds the record an element of the list holds.
func (p *pull) land(element *fastjson.Value) error {
	record := element.Get(p.resource.member)
	if record == nil {
		return p.writer.Add(element, false) // which rejects it
	}
	if seconds := record.GetInt64(updatedAt); seconds > 0 {
		p.newest.Seen(time.Unix(seconds, 0))
	}
	if p.resource.nested != nil && len(record.GetStringBytes("line_items_next_offset")) > 0 {
		if err := p.complete(record); err != nil {
			return err
		}
	}
	return p.writer.Add(record, record.GetBool("deleted"))
}
