package hubspot

import (
	"net/url"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const objectsPath = "/crm/v3/objects/"

// pageSize of lists; a list with history allows half.
const (
	pageSize        = 100
	historyPageSize = 50
)

// list walks all records, live or archived, and calls each for every one.
func (p *pull) list(archived bool, each func(*fastjson.Value) error) error {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}, "archived": {strconv.FormatBool(archived)},
		"properties": {joined(p.properties)}}
	if len(p.history) > 0 && !archived {
		query.Set("limit", strconv.Itoa(historyPageSize))
		query.Set("propertiesWithHistory", joined(p.history))
	}
	if p.stream.Name == "deals" && !archived {
		query.Set("associations", "companies")
	}
	return p.walk(objectsPath+p.stream.Name, query, each)
}

// walk follows paging.next.after until an answer has none. A page may be empty
// or shorter than asked for and still have a next one.
func (p *pull) walk(path string, query url.Values, each func(*fastjson.Value) error) error {
	req := rest.Request{Stream: p.stream.Name, Path: path, Query: query}
	tokens := p.client.NewCursors(req)
	for {
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if err != nil {
			return err
		}
		for _, v := range root.GetArray("results") {
			if err := each(v); err != nil {
				return err
			}
		}
		p.writer.EndPage()
		next := root.Get("paging", "next")
		if next == nil {
			return nil
		}
		after := text(next.Get("after"))
		if err := tokens.Next(after); err != nil {
			return err
		}
		query.Set("after", after)
	}
}

// owners lands every owner, also the archived ones: records still name them.
func (p *pull) owners() (connectors.Result, error) {
	window := connectors.Window{To: p.now().UTC()}
	for _, archived := range []string{"false", "true"} {
		query := url.Values{"limit": {strconv.Itoa(pageSize)}, "archived": {archived}}
		err := p.walk("/crm/v3/owners", query, func(v *fastjson.Value) error { return p.writer.Add(v, false) })
		if err != nil {
			return connectors.Result{}, err
		}
	}
	return p.writer.Finish(connectors.Full, cursor{}, window)
}

// tombstones lands every record archived since then. The list cannot be
// filtered, so all of it is read.
func (p *pull) tombstones(since time.Time) error {
	return p.list(true, func(v *fastjson.Value) error {
		at, err := time.Parse(time.RFC3339Nano, string(v.GetStringBytes("archivedAt")))
		if err == nil && at.Before(since) {
			return nil
		}
		p.arena.Reset()
		// The tombstone must be newer than the version it buries.
		if updated, bad := time.Parse(time.RFC3339Nano, string(v.GetStringBytes("updatedAt"))); bad == nil && err == nil && at.After(updated) {
			v.Set("updatedAt", p.arena.NewString(at.UTC().Format(time.RFC3339Nano)))
		}
		return p.writer.Add(v, true)
	})
}

// text is the value of a string or the spelling of a number; "" when missing.
func text(v *fastjson.Value) string {
	if v == nil {
		return ""
	}
	if b, err := v.StringBytes(); err == nil {
		return string(b)
	}
	if v.Type() == fastjson.TypeNumber {
		return v.String()
	}
	return ""
}
