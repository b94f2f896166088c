package stripe

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// maxChanged is how many objects an increment fetches one by one. Beyond it the
// whole list, a hundred objects a page, is the shorter way, and the memory for
// the ids stays bounded.
const maxChanged = 20_000

// changed lists the ids of all objects that an event names, newest first, and
// lands a tombstone for every one that was deleted. It answers false when there
// are too many to fetch.
func (p *pull) changed(since, to time.Time) (ids []string, ok bool, err error) {
	seen := map[string]bool{}
	query := p.eventsQuery(since, to)
	err = p.walk("/v1/events", query, &p.page, func(event *fastjson.Value) error {
		p.newest = max(p.newest, event.GetInt64("created"))
		object := event.Get("data", "object")
		id := idOf(object)
		if p.resource.id != nil {
			id = p.resource.id(object)
		}
		if id == "" || seen[id] {
			return nil
		}
		if len(seen) == maxChanged {
			return errTooMany
		}
		seen[id] = true
		if isDeletion(string(event.GetStringBytes("type"))) {
			return p.writer.Add(object, true)
		}
		ids = append(ids, id)
		return nil
	}, func(string) error {
		p.writer.EndPage()
		return nil
	})
	if errors.Is(err, errTooMany) {
		return nil, false, nil
	}
	return ids, err == nil, err
}

var errTooMany = errors.New("too many changes to fetch one by one")

func (p *pull) eventsQuery(since, to time.Time) url.Values {
	query := url.Values{"limit": {pageSize}, "types[]": p.resource.events, "created[lte]": {unix(to)}}
	if !since.IsZero() {
		query.Set("created[gte]", unix(since))
	}
	return query
}

// isDeletion is true for events after which the object is gone. A subscription
// that was "deleted" is canceled and stays, a discount is not the object itself.
func isDeletion(event string) bool {
	return strings.HasSuffix(event, ".deleted") &&
		!strings.HasPrefix(event, "customer.subscription.") && !strings.HasPrefix(event, "customer.discount.")
}

// newestEvent notes the time of the newest event of the stream. Without any the
// end of the window stands in for it.
func (p *pull) newestEvent(to time.Time) error {
	query := p.eventsQuery(time.Time{}, to)
	query.Set("limit", "1")
	root, err := p.client.JSON(p.ctx, rest.Request{Stream: p.stream.Name, Path: "/v1/events", Query: query}, &p.child)
	if err != nil {
		return err
	}
	p.newest = to.Unix()
	if events := root.GetArray("data"); len(events) > 0 {
		p.newest = events[0].GetInt64("created")
	}
	return nil
}

// fetch lands one object as it is now. One that is gone is a tombstone.
func (p *pull) fetch(id string) error {
	query := url.Values{}
	for _, field := range p.resource.expand {
		query.Add("expand[]", field)
	}
	root, err := p.client.JSON(p.ctx, rest.Request{Stream: p.stream.Name, Query: query,
		Path: p.resource.path + "/" + url.PathEscape(id)}, &p.page)
	var failure *rest.Error
	if errors.As(err, &failure) && failure.Status == http.StatusNotFound {
		p.arena.Reset()
		gone := p.arena.NewObject()
		gone.Set("id", p.arena.NewString(id))
		return p.writer.Add(gone, true)
	}
	if err != nil {
		return err
	}
	return p.land(root)
}

// land adds one object, its nested list completed.
func (p *pull) land(v *fastjson.Value) error {
	if v.GetBool("deleted") {
		return p.writer.Add(v, true)
	}
	if p.resource.nested != "" && v.GetBool(p.resource.nested, "has_more") {
		if err := p.complete(v); err != nil {
			return err
		}
	}
	return p.writer.Add(v, false)
}

// complete reads the whole nested list, of which an object shows the beginning.
// Every page is kept until the row is written, so that is where a single object
// of many pages costs memory.
func (p *pull) complete(v *fastjson.Value) error {
	p.arena.Reset()
	all := p.arena.NewArray()
	path, query := p.resource.nestedPath(idOf(v))
	query.Set("limit", pageSize)
	if p.resource.nestedExpand != "" {
		query.Set("expand[]", "data."+p.resource.nestedExpand)
	}
	n := 0
	// The parser's memory is used again by the next page, so each row is copied.
	err := p.walk(path, query, &p.child, func(row *fastjson.Value) error {
		copied, err := fastjson.ParseBytes(row.MarshalTo(nil))
		if err != nil {
			return err
		}
		all.SetArrayItem(n, copied)
		n++
		return nil
	}, func(string) error { return nil })
	if err != nil {
		return err
	}
	v.Get(p.resource.nested).Set("data", all)
	return nil
}
