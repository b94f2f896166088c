package intercom

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

const (
	// atOnce is how many conversations are asked for at the same time.
	atOnce = 8
	// maxOpen is how many open conversations are kept in mind, the newest.
	maxOpen = 20_000
)

// walk is one pass over the changed conversations. land is handed a page of them.
type walk struct {
	p    *pull
	open map[string]bool
	// read are the conversations this pull has seen.
	read map[string]bool
	mark *rest.Watermark
	land func(w *walk, page []*fastjson.Value) error
	last int64
	// disordered says that the pages did not come oldest change first.
	disordered bool
}

// conversations walks the conversations changed since the newest change seen,
// and once a week reads those again that are still thought to be open.
func (p *pull) conversations(land func(*walk, []*fastjson.Value) error) error {
	begin := p.start.Unix()
	if p.start.IsZero() {
		begin = 0
	}
	if p.at.Since > 0 {
		p.window.From = time.Unix(p.at.Since, 0).UTC().Add(-lookBack)
		begin = p.window.From.Unix()
	} else {
		p.at.Whole = p.window.To.Unix()
	}
	w := &walk{p: p, open: map[string]bool{}, read: map[string]bool{}, land: land, mark: rest.NewWatermark(time.Unix(p.at.Since, 0), p.window.To)}
	for _, id := range p.at.Open {
		w.open[id] = true
	}
	q := query{Query: filter{Operator: "AND", Value: []filter{from(begin), until(p.window.To.Unix())}},
		Sort: &sorting{"updated_at", "ascending"}, Pagination: pagination{PerPage: searchPageSize}}
	if err := p.search("/conversations/search", "conversations", q, w.take); err != nil {
		return err
	}
	if p.weekOld() {
		if err := w.readOpen(); err != nil {
			return err
		}
		p.at.Whole = p.window.To.Unix()
	}
	p.at.Since, p.at.Open = w.mark.Time().Unix(), w.stillOpen()
	// A load from a later day than the first cannot be compared with the count.
	if p.stream.Name == "conversations" && p.start.IsZero() {
		p.live = p.count("/conversations/search")
	}
	return nil
}

// take lands one page of the search and says how far the walk has come.
func (w *walk) take(page []*fastjson.Value) error {
	for _, v := range page {
		w.note(v)
	}
	if err := w.land(w, page); err != nil {
		return err
	}
	w.p.writer.EndPage()
	if w.disordered {
		return nil
	}
	at := w.p.at
	at.Since, at.Open = max(at.Since, w.mark.Time().Unix()), w.stillOpen()
	return w.p.writer.Checkpoint(w.p.mode, at, w.p.window)
}

// note keeps in mind what a conversation says of itself.
func (w *walk) note(v *fastjson.Value) {
	id, changed := text(v, "id"), v.GetInt64("updated_at")
	w.mark.Seen(time.Unix(changed, 0))
	w.disordered = w.disordered || changed < w.last
	w.last = changed
	if id == "" {
		return
	}
	w.read[id] = true
	if state := text(v, "state"); state == "closed" {
		delete(w.open, id)
	} else if state != "" {
		w.open[id] = true
	}
}

// stillOpen lists the open conversations, oldest first.
func (w *walk) stillOpen() []string {
	ids := slices.SortedFunc(maps.Keys(w.open), func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return compare(a, b)
	})
	return ids[max(0, len(ids)-maxOpen):]
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// readOpen reads the conversations again that are thought to be open and did
// not come with the search. One that is gone is buried.
func (w *walk) readOpen() error {
	ids := slices.DeleteFunc(w.stillOpen(), func(id string) bool { return w.read[id] })
	return w.p.each(ids, func(id string, v *fastjson.Value) error {
		if v == nil {
			delete(w.open, id)
			return w.bury(id)
		}
		last := w.last
		w.note(v)
		w.last = last
		return w.landOne(v)
	})
}

// bury lands a tombstone for a conversation; its parts count for nothing without it.
func (w *walk) bury(id string) error {
	if w.p.stream.Name != "conversations" {
		return nil
	}
	var a fastjson.Arena
	v := a.NewObject()
	v.Set("id", a.NewString(id))
	v.Set("updated_at", a.NewNumberString(unix(w.p.window.To.Unix())))
	return w.p.writer.Add(v, true)
}

func (w *walk) landOne(v *fastjson.Value) error {
	if w.p.stream.Name == "conversations" {
		return w.p.writer.Add(v, false)
	}
	return w.p.addParts(v)
}

func (p *pull) landConversations(_ *walk, page []*fastjson.Value) error {
	for _, v := range page {
		if err := p.writer.Add(v, false); err != nil {
			return err
		}
	}
	return nil
}

// each asks for conversations, several at a time, and hands them on in their
// order; one that does not exist is nil. It is valid until use returns.
func (p *pull) each(ids []string, use func(id string, v *fastjson.Value) error) error {
	type answer struct {
		page rest.Page
		v    *fastjson.Value
		err  error
	}
	var answers [atOnce]answer
	for chunk := range slices.Chunk(ids, atOnce) {
		var wg sync.WaitGroup
		for i, id := range chunk {
			wg.Go(func() {
				a := &answers[i]
				req := rest.Request{Stream: p.stream.Name, Path: "/conversations/" + url.PathEscape(id), Query: url.Values{"display_as": {"plaintext"}}}
				a.v, a.err = p.client.JSON(p.ctx, req, &a.page)
			})
		}
		wg.Wait()
		for i, id := range chunk {
			v, err := answers[i].v, answers[i].err
			if isMissing(err) {
				v, err = nil, nil
			}
			if err != nil {
				return err
			}
			if err := use(id, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func isMissing(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound
}

func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
