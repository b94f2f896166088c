package stripe

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

// run decides between the changes since the cursor and the whole list.
func (p *pull) run(at cursor, now time.Time) (connectors.Result, error) {
	window := connectors.Window{To: now}
	since := time.Unix(at.Event, 0).UTC().Add(-lookBack)
	known := at.Event > 0 && now.Sub(since) < eventsLive
	switch {
	case known && at.After != "":
		result, err := p.list(at, connectors.Increment)
		if !isGone(err) || p.writer.Rows() > 0 {
			return result, err
		}
	case known && !(p.resource.listed && now.Sub(time.Unix(at.Listed, 0)) >= listAgain):
		ids, ok, err := p.changed(since, now)
		if err != nil {
			return connectors.Result{}, err
		}
		if ok {
			window.From = since
			return p.increment(ids, cursor{Event: max(p.newest, at.Event), Listed: at.Listed}, window)
		}
	}
	// The newest event is asked for first: what happens while the list is read has
	// a later one and comes with the next load.
	if err := p.newestEvent(now); err != nil {
		return connectors.Result{}, err
	}
	return p.list(cursor{Event: p.newest, Began: now.Unix()}, connectors.Full)
}

// list lands the whole list as it was when it was begun, from at.After on.
func (p *pull) list(at cursor, mode connectors.Mode) (connectors.Result, error) {
	began := time.Unix(at.Began, 0).UTC()
	window := connectors.Window{To: began}
	query := url.Values{"limit": {pageSize}, "created[lte]": {unix(began)}}
	for name, values := range p.resource.query {
		query[name] = values
	}
	for _, field := range p.resource.expand {
		query.Add("expand[]", "data."+field)
	}
	if at.After != "" {
		query.Set("starting_after", at.After)
	}
	err := p.walk(p.resource.path, query, &p.page, p.land, func(last string) error {
		p.writer.EndPage()
		if last == "" {
			return nil
		}
		return p.writer.Checkpoint(mode, cursor{Event: at.Event, After: last, Began: at.Began}, window)
	})
	if err != nil {
		return connectors.Result{}, err
	}
	done := cursor{Event: at.Event}
	if p.resource.listed {
		done.Listed = at.Began
	}
	return p.writer.Finish(mode, done, window)
}

// increment lands the objects with these ids.
func (p *pull) increment(ids []string, done cursor, window connectors.Window) (connectors.Result, error) {
	for _, id := range ids {
		if err := p.fetch(id); err != nil {
			return connectors.Result{}, err
		}
	}
	return p.writer.Finish(connectors.Increment, done, window)
}

// walk calls each for every object of a list, and paged after every page with
// the id the next one follows, empty after the last. A page without rows that
// promises more is an error. An object can be deleted before the page behind it
// is asked for; then the page behind the one before it is.
func (p *pull) walk(path string, query url.Values, page *rest.Page, each func(*fastjson.Value) error, paged func(last string) error) error {
	req := rest.Request{Stream: p.stream.Name, Path: path, Query: query}
	tokens := p.client.NewCursors(req)
	var ids []string // of the page before, in its order
	for {
		root, err := p.client.JSON(p.ctx, req, page)
		if isGone(err) && len(ids) > 1 {
			ids = ids[:len(ids)-1]
			query.Set("starting_after", ids[len(ids)-1])
			continue
		}
		if err != nil {
			return err
		}
		more, data := root.GetBool("has_more"), root.GetArray("data")
		ids = ids[:0]
		for _, v := range data {
			ids = append(ids, idOf(v))
			if err := each(v); err != nil {
				return err
			}
		}
		last := ""
		if more && len(ids) > 0 {
			last = ids[len(ids)-1]
		}
		if err := paged(last); err != nil || !more {
			return err
		}
		if err := tokens.Next(last); err != nil {
			return err
		}
		query.Set("starting_after", last)
	}
}

// isGone reports whether a page was refused because the object it should follow
// does not exist any more.
func isGone(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusBadRequest && strings.Contains(e.Body, "starting_after")
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
