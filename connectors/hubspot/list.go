package hubspot

import (
	"net/url"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	objectsPath = "/crm/v3/objects/"
	ownersPath  = "/crm/v3/owners"
)

const (
	// pageSize of lists; a list or a batch with history allows half.
	pageSize        = 100
	historyPageSize = 50
	// longestNames is how long the names of properties may be in a URL. HubSpot
	// has refused URLs of 8,000 characters.
	longestNames = 6000
)

// list walks the live records, beginning at the page the token names.
func (p *pull) list(after string, page func([]*fastjson.Value) error, turned func(after string) error) error {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}, "archived": {"false"}}
	if !p.tooManyNames() {
		query.Set("properties", joined(p.properties))
		if len(p.history) > 0 {
			query.Set("limit", strconv.Itoa(historyPageSize))
			query.Set("propertiesWithHistory", joined(p.history))
		}
	}
	if p.stream.Name == "deals" {
		query.Set("associations", "companies")
	}
	if after != "" {
		query.Set("after", after)
	}
	return p.walk(objectsPath+p.stream.Name, query, page, turned)
}

// tooManyNames tells that the names of the properties do not fit into a URL.
func (p *pull) tooManyNames() bool {
	return len(url.QueryEscape(joined(p.properties)))+len(url.QueryEscape(joined(p.history))) > longestNames
}

// listed lands one page of the list. Where the URL had no room for the names of
// the properties, the page only says which records to read.
func (p *pull) listed(found []*fastjson.Value) error {
	if p.tooManyNames() {
		return p.read(found, p.row)
	}
	return each(found, p.row)
}

// walk follows paging.next.after until an answer has none. A page may be empty
// or shorter than asked for and still have a next one. turned, when not nil, is
// told the token after each page but the last.
func (p *pull) walk(path string, query url.Values, page func([]*fastjson.Value) error, turned func(after string) error) error {
	req := rest.Request{Stream: p.stream.Name, Path: path, Query: query}
	tokens := p.client.NewCursors(req)
	for {
		root, err := p.client.JSON(p.ctx, req, &p.page)
		if err != nil {
			return err
		}
		next := root.Get("paging", "next")
		after := text(next.Get("after"))
		if err := page(root.GetArray("results")); err != nil {
			return err
		}
		p.writer.EndPage()
		if next == nil {
			return nil
		}
		if err := tokens.Next(after); err != nil {
			return err
		}
		if turned != nil {
			if err := turned(after); err != nil {
				return err
			}
		}
		query.Set("after", after)
	}
}

// owners lands every owner, also the archived ones: records still name them.
func (p *pull) owners() (connectors.Result, error) {
	window := connectors.Window{To: p.now().UTC()}
	for _, archived := range []string{"false", "true"} {
		query := url.Values{"limit": {strconv.Itoa(pageSize)}, "archived": {archived}}
		err := p.walk(ownersPath, query, func(found []*fastjson.Value) error {
			return each(found, func(v *fastjson.Value) error { return p.writer.Add(v, false) })
		}, nil)
		if err != nil {
			return connectors.Result{}, err
		}
	}
	return p.writer.Finish(connectors.Full, cursor{}, window)
}

// tombstones lands every record archived since then, and those it had swallowed
// before. The list cannot be filtered, so all of it is read.
func (p *pull) tombstones(since time.Time) error {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}, "archived": {"true"}, "properties": {mergedProperty}}
	bury := func(v *fastjson.Value) error {
		at, err := time.Parse(time.RFC3339Nano, string(v.GetStringBytes("archivedAt")))
		if err == nil && at.Before(since) {
			return nil
		}
		p.arena.Reset()
		// The tombstone must be newer than the version it buries.
		if updated, bad := time.Parse(time.RFC3339Nano, string(v.GetStringBytes("updatedAt"))); bad == nil && err == nil && at.After(updated) {
			v.Set("updatedAt", p.arena.NewString(at.UTC().Format(time.RFC3339Nano)))
		}
		merged, updated := text(v.Get("properties", mergedProperty)), text(v.Get("updatedAt"))
		if err := p.writer.Add(v, true); err != nil {
			return err
		}
		return p.bury(merged, updated)
	}
	return p.walk(objectsPath+p.stream.Name, query, func(found []*fastjson.Value) error { return each(found, bury) }, nil)
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
